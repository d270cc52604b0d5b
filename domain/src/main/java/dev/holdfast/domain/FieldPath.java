package dev.holdfast.domain;

/// Names a field of a request, or an element of a list in it. A path is a chain from its end, which
/// is cheap to make even for each seat of a large map.
public sealed interface FieldPath {
  /// The request as a whole.
  static FieldPath whole() {
    return new Whole();
  }

  /// A field of the request itself.
  static FieldPath of(String field) {
    return whole().to(field);
  }

  /// A field of what this path names.
  default FieldPath to(String field) {
    return new Member(this, field);
  }

  /// An element of the list that this path names.
  ///
  /// @param index from 0
  default FieldPath at(int index) {
    return new Element(this, index);
  }

  /// What messages call it: a field by its name, an element by its list's name and its index, as in
  /// `seats/0`.
  String name();

  /// See {@link #whole}.
  record Whole() implements FieldPath {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String toString() {
      return "";
    }
  }

  /// See {@link #to}.
  record Member(FieldPath parent, String name) implements FieldPath {
    @Override
    public String toString() {
      return parent instanceof Whole ? name : parent + "/" + name;
    }
  }

  /// See {@link #at}.
  record Element(FieldPath list, int index) implements FieldPath {
    @Override
    public String name() {
      return list.name() + "/" + index;
    }

    @Override
    public String toString() {
      return list + "/" + index;
    }
  }
}
