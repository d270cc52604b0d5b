package dev.holdfast.domain.planted;

import dev.holdfast.application.port.in.Sweep;

record KnowsTheApplication(Sweep sweep) {}
