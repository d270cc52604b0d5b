package dev.holdfast.bootstrap.browser;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.holdfast.testkit.browser.Chromium;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension;

/// Gives a test {@link Visitors}, in a browser that is started once for all tests, and looks at the
/// end whether any of them saw what nobody is to see.
final class BrowserTests
    implements ExecutionCondition,
        ParameterResolver,
        TestInstantiationAwareExtension,
        AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BrowserTests.class);

  /// Visitors are kept with the test that they were made for, which finds them at its end.
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean required = Boolean.parseBoolean(System.getenv("HOLDFAST_CHROMIUM_REQUIRED"));
    return required || Chromium.find().isPresent()
        ? ConditionEvaluationResult.enabled("there is a Chromium, or has to be")
        : ConditionEvaluationResult.disabled(Chromium.HOW_TO_GET_ONE);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Visitors.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Chromium chromium =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .computeIfAbsent(Chromium.class, _ -> Chromium.start(), Chromium.class);
    PlaywrightAssertions.setDefaultAssertionTimeout(Visitor.TIMEOUT);
    Visitors visitors = new Visitors(chromium.browser());
    store(context).put(Visitors.class, visitors);
    return visitors;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Visitors visitors =
        Objects.requireNonNull(
            store(context).remove(Visitors.class, Visitors.class), "the test's visitors");
    if (context.getExecutionException().isPresent()) {
      visitors.tellWhatTheySee();
    }
    visitors.leave();
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
