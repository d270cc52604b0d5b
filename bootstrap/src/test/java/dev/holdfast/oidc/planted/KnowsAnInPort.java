package dev.holdfast.oidc.planted;

import dev.holdfast.application.port.in.SeatHolds;

record KnowsAnInPort(SeatHolds holds) {}
