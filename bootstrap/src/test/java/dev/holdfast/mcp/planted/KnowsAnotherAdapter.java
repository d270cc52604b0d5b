package dev.holdfast.mcp.planted;

import dev.holdfast.rest.OwnRequests;

record KnowsAnotherAdapter(OwnRequests requests) {}
