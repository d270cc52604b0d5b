package dev.holdfast.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The API itself.
///
/// @param problems where its refusals are explained
@Schema(name = "Api")
@RegisterForReflection
record ApiBody(String name, String version, String problems) {}
