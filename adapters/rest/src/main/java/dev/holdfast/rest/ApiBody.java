package dev.holdfast.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// The API itself.
///
/// @param problems where its refusals are explained
@RegisterForReflection
record ApiBody(String name, String version, String problems) {}
