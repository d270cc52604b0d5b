package dev.holdfast.seatpicker.planted;

import dev.holdfast.rest.AdminKey;

record KnowsAnotherAdapter(AdminKey key) {}
