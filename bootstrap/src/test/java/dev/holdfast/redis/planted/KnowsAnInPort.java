package dev.holdfast.redis.planted;

import dev.holdfast.application.port.in.SeatHolds;

record KnowsAnInPort(SeatHolds holds) {}
