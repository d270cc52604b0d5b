package dev.holdfast.scheduler.planted;

import dev.holdfast.rest.AdminKey;

record KnowsAnotherAdapter(AdminKey key) {}
