package dev.holdfast.rest.planted;

import dev.holdfast.application.port.out.SeatLedger;

record KnowsAnOutPort(SeatLedger ledger) {}
