package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/// Some places of one area.
///
/// @param id the area's
@RegisterForReflection
record AreaNumbers(String id, List<Integer> numbers) {
  static AreaNumbers read(JsonFields fields) {
    return new AreaNumbers(fields.text("id"), fields.wholes("numbers"));
  }

  Command.Numbers toDomain() {
    return new Command.Numbers(id, numbers);
  }
}
