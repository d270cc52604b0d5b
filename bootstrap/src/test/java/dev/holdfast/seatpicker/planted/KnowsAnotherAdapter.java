package dev.holdfast.seatpicker.planted;

import dev.holdfast.rest.OwnRequests;

record KnowsAnotherAdapter(OwnRequests requests) {}
