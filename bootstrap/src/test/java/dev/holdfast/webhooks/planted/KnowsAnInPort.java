package dev.holdfast.webhooks.planted;

import dev.holdfast.application.port.in.SeatHolds;

record KnowsAnInPort(SeatHolds holds) {}
