package dev.holdfast.postgres.planted;

import dev.holdfast.application.port.in.SeatHolds;

record KnowsAnInPort(SeatHolds holds) {}
