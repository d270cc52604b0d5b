package dev.holdfast.postgres;

import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/// A row of the table `api_client`.
@Entity
@Immutable
@Table(name = "api_client")
class ClientRow extends PanacheEntityBase {
  @Id
  @Column(name = "client_id")
  UUID id;

  String name;

  @SuppressWarnings("NullAway.Init")
  protected ClientRow() {}

  static ClientRow from(Client client) {
    var row = new ClientRow();
    row.id = client.id().value();
    row.name = client.name();
    return row;
  }

  Client toDomain() {
    return new Client(new ClientId(id), name);
  }
}
