/// Who uses the API: clients, their keys, and what each key allows.
@NullMarked
package dev.holdfast.domain.client;

import org.jspecify.annotations.NullMarked;
