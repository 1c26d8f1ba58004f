#include "drawing/svg.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"
#include "drawing/layout.hpp"

namespace quanvas::drawing {
namespace {

// Lengths in pixels.
constexpr double kMargin = 16;
constexpr double kWireGap = 46;
constexpr double kBoxHeight = 30;
constexpr double kColumnGap = 12;
constexpr double kNarrow = 26;      // a column without a box
constexpr double kCharacter = 8.2;  // of a label, generously
constexpr double kLeastNameWidth = 34;
constexpr double kMeasureWidth = 52;
constexpr double kPreparationWidth = 44;
constexpr double kTitleHeight = 30;
constexpr double kLegendHeight = 34;
constexpr std::size_t kMostColumns = 24;

struct FamilyLook {
  std::string_view fill;
  std::string_view edge;
  std::string_view meaning;
};

// After Okabe and Ito, lightened; by Family.
constexpr std::array<FamilyLook, 4> kLooks{{{"#cfe6f7", "#0072b2", "from the data"},
                                            {"#c4ebdd", "#009e73", "trained"},
                                            {"#f2f2f2", "#555555", "fixed"},
                                            {"#fbdcc8", "#d55e00", "noise"}}};

const FamilyLook& look(Family family) { return kLooks[static_cast<std::size_t>(family)]; }

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

double text_width(std::string_view text) {
  const auto points =
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return kCharacter * static_cast<double>(points);
}

class Picture {
 public:
  void line(double x1, double y1, double x2, double y2, double width = 1.4) {
    body_ += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#222\" stroke-width=\"{}\"/>\n", x1, y1,
        x2, y2, width);
  }
  void circle(double x, double y, double radius, std::string_view fill) {
    body_ +=
        fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\" stroke=\"#222\" stroke-width=\"1.4\"/>\n",
                    x, y, radius, fill);
  }
  void box(double x, double y, double width, double height, const FamilyLook& look, bool dashed) {
    body_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"4\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"1.3\"{}/>\n",
        x, y, width, height, look.fill, look.edge, dashed ? " stroke-dasharray=\"4 2\"" : "");
  }
  void text(double x, double y, std::string_view words, std::string_view anchor = "middle", int size = 13,
            std::string_view more = "") {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                         size, anchor, more, escaped(words));
  }
  std::string finish(double width, double height, std::string_view title, std::string_view description) const {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
        "{1:.0f}\" "
        "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" fill=\"#111\" "
        "role=\"img\">\n<title>{2}</title>\n<desc>{3}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{4}</svg>\n",
        width, height, escaped(title), escaped(description), body_);
  }

 private:
  std::string body_;
};

double name_width(const Layout& layout) {
  double width = kLeastNameWidth;
  for (const std::string& name : layout.names) width = std::max(width, text_width(name) + 12);
  return width;
}

std::vector<double> column_widths(const Layout& layout) {
  std::vector<double> widths(layout.columns, kNarrow);
  for (const PlacedOperation& placed : layout.operations)
    if (std::ranges::find(placed.symbols, Symbol::box) != placed.symbols.end())
      widths[placed.column] = std::max(widths[placed.column], std::max(30.0, text_width(placed.label) + 12));
  return widths;
}

void draw_symbol(Picture& picture, const PlacedOperation& placed, Symbol symbol, double x, double y) {
  constexpr double kTarget = 9;
  constexpr double kCross = 5.5;
  switch (symbol) {
    case Symbol::control: picture.circle(x, y, 4.2, "#222"); break;
    case Symbol::target:
      picture.circle(x, y, kTarget, "#fff");
      picture.line(x - kTarget, y, x + kTarget, y);
      picture.line(x, y - kTarget, x, y + kTarget);
      break;
    case Symbol::swap:
      picture.line(x - kCross, y - kCross, x + kCross, y + kCross, 1.8);
      picture.line(x - kCross, y + kCross, x + kCross, y - kCross, 1.8);
      break;
    case Symbol::box: {
      const double width = std::max(30.0, text_width(placed.label) + 12);
      picture.box(x - width / 2, y - kBoxHeight / 2, width, kBoxHeight, look(placed.family),
                  placed.family == Family::noise);
      picture.text(x, y + 4.5, placed.label);
      break;
    }
  }
}

// One row of the drawing: the wires with their names, and the columns from `first` to before `last`.
class Row {
 public:
  Row(Picture& picture, const Layout& layout, const std::vector<double>& widths, std::size_t first, std::size_t last,
      double top)
      : picture_(picture), layout_(layout), names_(name_width(layout)), first_(first), last_(last), top_(top) {
    double x = kMargin + names_ + (prepared() ? kPreparationWidth + kColumnGap : 0) + kColumnGap;
    for (std::size_t c = first; c < last; ++c) {
      centres_.push_back(x + widths[c] / 2);
      x += widths[c] + kColumnGap;
    }
    end_ = x;
  }

  double end() const { return end_; }

  void draw() {
    for (std::size_t w = 0; w < layout_.wires(); ++w) {
      picture_.text(kMargin + names_ - 10, y(w) + 4.5, layout_.names[w], "end");
      picture_.line(kMargin + names_ - 4, y(w), end_, y(w));
    }
    if (prepared()) draw_preparation();
    for (const PlacedOperation& placed : layout_.operations)
      if (placed.column >= first_ && placed.column < last_) draw(placed);
  }

  void draw_measurements(const std::vector<Wire>& measured) {
    for (const Wire wire : measured) picture_.text(end_ + 6, y(wire.value) + 4.5, "⟨Z⟩", "start", 14);
  }

 private:
  bool prepared() const { return first_ == 0 && !layout_.preparation.empty(); }
  double y(std::size_t wire) const { return top_ + kWireGap * (static_cast<double>(wire) + 0.5); }

  void draw_preparation() {
    const double x = kMargin + names_ + kColumnGap;
    const double middle = (y(0) + y(layout_.wires() - 1)) / 2;
    picture_.box(x, y(0) - kBoxHeight / 2, kPreparationWidth, y(layout_.wires() - 1) - y(0) + kBoxHeight,
                 look(Family::data), false);
    const double centre = x + kPreparationWidth / 2;
    picture_.text(
        centre, middle, layout_.preparation, "middle", 13,
        fmt::format(" dominant-baseline=\"central\" transform=\"rotate(-90 {:.1f} {:.1f})\"", centre, middle));
  }

  void draw(const PlacedOperation& placed) {
    const double x = centres_[placed.column - first_];
    if (placed.wires.size() > 1) picture_.line(x, y(placed.first_wire()), x, y(placed.last_wire()));
    for (std::size_t i = 0; i < placed.wires.size(); ++i)
      draw_symbol(picture_, placed, placed.symbols[i], x, y(placed.wires[i]));
  }

  Picture& picture_;
  const Layout& layout_;
  double names_;  // their width
  std::size_t first_;
  std::size_t last_;
  double top_;
  double end_ = 0;
  std::vector<double> centres_;
};

// The families that a legend has to explain: those of boxes, where there is more than one.
std::vector<Family> families(const Layout& layout) {
  std::vector<Family> found;
  const auto add = [&](Family family) {
    if (std::ranges::find(found, family) == found.end()) found.push_back(family);
  };
  if (!layout.preparation.empty()) add(Family::data);
  for (const PlacedOperation& placed : layout.operations)
    if (std::ranges::find(placed.symbols, Symbol::box) != placed.symbols.end()) add(placed.family);
  std::ranges::sort(found);
  return found.size() > 1 ? found : std::vector<Family>{};
}

// Returns where it ends.
double draw_legend(Picture& picture, const std::vector<Family>& shown, double x, double y) {
  for (const Family family : shown) {
    picture.box(x, y - 7, 18, 14, look(family), family == Family::noise);
    picture.text(x + 24, y + 4.5, look(family).meaning, "start", 12);
    x += 24 + text_width(look(family).meaning) + 16;
  }
  return x;
}

}  // namespace

std::string circuit_svg(const Layout& layout, const SvgOptions& options) {
  const std::vector<double> widths = column_widths(layout);
  const double row_height = kWireGap * static_cast<double>(layout.wires());
  Picture picture;
  double width = 0;
  double top = kMargin;
  if (!options.title.empty()) {
    picture.text(kMargin, top + 14, options.title, "start", 15, " font-weight=\"bold\"");
    width = kMargin + 1.2 * text_width(options.title);
    top += kTitleHeight;
  }
  std::size_t first = 0;
  const std::vector<std::size_t> ends = fold(layout.columns, kMostColumns);
  for (const std::size_t last : ends) {
    Row row(picture, layout, widths, first, last, top);
    row.draw();
    const bool final = last == ends.back();
    if (final) row.draw_measurements(options.measured);
    width = std::max(width, row.end() + (final && !options.measured.empty() ? kMeasureWidth : 0));
    top += row_height + (final ? 0 : kMargin);
    first = last;
  }
  if (const std::vector<Family> shown = families(layout); !shown.empty()) {
    width = std::max(width, draw_legend(picture, shown, kMargin + name_width(layout), top + kLegendHeight / 2));
    top += kLegendHeight;
  }
  return picture.finish(width + kMargin, top + kMargin, options.title.empty() ? "Quantum circuit" : options.title,
                        fmt::format("{} wires, {} operations", layout.wires(), layout.operations.size()));
}

}  // namespace quanvas::drawing
