package dev.holdfast.application.planted;

import dev.holdfast.rest.OwnRequests;

record KnowsAnAdapter(OwnRequests requests) {}
