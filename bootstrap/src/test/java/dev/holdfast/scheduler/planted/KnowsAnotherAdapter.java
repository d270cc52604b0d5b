package dev.holdfast.scheduler.planted;

import dev.holdfast.rest.OwnRequests;

record KnowsAnotherAdapter(OwnRequests requests) {}
