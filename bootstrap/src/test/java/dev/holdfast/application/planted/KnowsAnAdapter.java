package dev.holdfast.application.planted;

import dev.holdfast.rest.AdminKey;

record KnowsAnAdapter(AdminKey key) {}
