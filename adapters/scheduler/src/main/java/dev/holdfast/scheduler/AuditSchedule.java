package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Audit;
import dev.holdfast.application.port.in.Unavailable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Has the audit go on every `holdfast.audit.every`.
@ApplicationScoped
class AuditSchedule {
  private static final Logger LOG = System.getLogger(AuditSchedule.class.getName());

  private final Audit audit;

  AuditSchedule(Audit audit) {
    this.audit = audit;
  }

  @Scheduled(
      identity = "audit",
      every = "{holdfast.audit.every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void goOn() {
    try {
      audit.goOn();
    } catch (Unavailable e) {
      LOG.log(Level.DEBUG, "nothing can be audited for now: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an event can't be audited", e);
    }
  }
}
