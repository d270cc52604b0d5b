/// The seat picker: the web pages for visitors, and the component that web shops embed.
@NullMarked
package dev.holdfast.seatpicker;

import org.jspecify.annotations.NullMarked;
