package dev.holdfast.bootstrap.browser;

import dev.holdfast.bootstrap.RunningService;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Says that a test looks at the running service in a browser, by its {@link Visitors}. Where there
/// is no Chromium it is skipped, unless the environment's `HOLDFAST_CHROMIUM_REQUIRED` is `true`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith({RunningService.class, BrowserTests.class})
@interface InBrowser {}
