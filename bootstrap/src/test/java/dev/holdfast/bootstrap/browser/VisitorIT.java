package dev.holdfast.bootstrap.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api;
import org.junit.jupiter.api.Test;

/// That a page which does what it may not do would be noticed, whatever the test.
@InBrowser
class VisitorIT {
  private final Api api;
  private final Visitors visitors;

  VisitorIT(Api api, Visitors visitors) {
    this.api = api;
    this.visitors = visitors;
  }

  @Test
  void aPageThatAsksAnotherHostIsNoticed() {
    Visitor visitor = visitors.someone();
    visitor.page().setContent("<img src='http://127.0.0.1:9/spy.png'>");
    assertThat(visitor.complaints()).containsExactly("asked http://127.0.0.1:9/spy.png");
  }

  @Test
  void aPageThatBreaksItsPolicyIsNoticed() {
    Visitor visitor = visitors.someone().opens(api.uri().resolve("/"));
    visitor.page().evaluate("document.body.setAttribute('style', 'color: red')");
    visitor.page().waitForCondition(() -> !visitor.isContent());
    assertThat(visitor.complaints()).singleElement().asString().contains("Content Security Policy");
  }

  @Test
  void aPageThatThrowsIsNoticed() {
    Visitor visitor = visitors.someone().opens(api.uri().resolve("/"));
    visitor.page().evaluate("setTimeout(() => { throw new Error('on purpose'); })");
    visitor.page().waitForCondition(() -> !visitor.isContent());
    assertThat(visitor.complaints()).singleElement().asString().contains("on purpose");
  }
}
