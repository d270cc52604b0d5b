package dev.holdfast.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The API itself.
///
/// @param openapi where its OpenAPI document is
/// @param docs where to read it in a browser
/// @param problems where its refusals are explained
@Schema(name = "Api")
@RegisterForReflection
record ApiBody(String name, String version, String openapi, String docs, String problems) {}
