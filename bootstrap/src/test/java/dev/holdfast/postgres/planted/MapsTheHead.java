package dev.holdfast.postgres.planted;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "event_head")
class MapsTheHead {
  @Id @Nullable UUID id;
}
