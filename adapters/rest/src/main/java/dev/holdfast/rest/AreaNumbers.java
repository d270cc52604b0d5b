package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Some places of one area.
///
/// @param id the area's
@Schema(name = "AreaNumbers")
@RegisterForReflection
record AreaNumbers(String id, List<Integer> numbers) {
  static AreaNumbers read(JsonFields fields) {
    return new AreaNumbers(fields.text("id"), fields.wholes("numbers"));
  }

  Command.Numbers toDomain() {
    return new Command.Numbers(id, numbers);
  }
}
