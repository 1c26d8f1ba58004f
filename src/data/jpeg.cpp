#include "data/jpeg.hpp"

#include <csetjmp>
#include <cstdio>
#include <string_view>
#include <utility>

#include <jerror.h>
#include <jpeglib.h>

#include "base/error.hpp"

namespace quanvas::data {
namespace {

constexpr int kMostScans = 500;  // of a progressive image; a few bytes each could ask for all its pixels again

// One decoding. libjpeg reports by the functions of its error manager, which must not return after an error; they jump
// out of step(), below which nothing has a destructor.
struct Decoding {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf out{};
  char message[JMSG_LENGTH_MAX] = "";
  bool too_many_scans = false;

  Decoding();
  Decoding(const Decoding&) = delete;
  Decoding& operator=(const Decoding&) = delete;
  ~Decoding() { jpeg_destroy_decompress(&info); }
};

[[noreturn]] void leave(j_common_ptr common) {
  auto* const decoding = static_cast<Decoding*>(common->client_data);
  common->err->format_message(common, decoding->message);
  std::longjmp(decoding->out, 1);
}

// Level -1 is a warning of damaged data, after which pixels are made up. That a file names a later revision of JFIF
// says nothing of its pixels.
void hear(j_common_ptr common, int level) {
  if (level < 0 && common->err->msg_code != JWRN_JFIF_MAJOR) leave(common);
}

void count_scans(j_common_ptr common) {
  auto* const decoding = static_cast<Decoding*>(common->client_data);
  if (decoding->info.input_scan_number <= kMostScans) return;
  decoding->too_many_scans = true;
  std::longjmp(decoding->out, 1);
}

Decoding::Decoding() {
  info.err = jpeg_std_error(&errors);
  errors.error_exit = leave;
  errors.emit_message = hear;
  info.client_data = this;
  progress.progress_monitor = count_scans;
}

[[noreturn]] void refuse(const Decoding& decoding) {
  require(!decoding.too_many_scans, "a JPEG of more than {} scans", kMostScans);
  switch (decoding.errors.msg_code) {
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY: fail("truncated: the JPEG ends before its end marker ({})", decoding.message);
    case JERR_NO_IMAGE:
    case JERR_SOF_NO_SOS: fail("truncated or damaged: the JPEG holds no scan, so no pixels");
    case JERR_EMPTY_IMAGE: fail("a JPEG with a height or width of 0 in its header, which is not read");
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_SOF_UNSUPPORTED: fail("a JPEG of a kind that is not read: {}", decoding.message);
    default: fail("damaged: its pixels cannot be read ({})", decoding.message);
  }
}

// Runs calls of libjpeg; whatever it says against the bytes becomes an Error, thrown from here, above all frames of C.
template <class Calls>
void step(Decoding& decoding, Calls calls) {
  if (setjmp(decoding.out) != 0) refuse(decoding);
  calls(&decoding.info);
}

// Luminance is taken as it is stored where it is and grey is asked for; else colours are.
J_COLOR_SPACE output_of(J_COLOR_SPACE stored, Colour colour) {
  switch (stored) {
    case JCS_GRAYSCALE: return JCS_GRAYSCALE;
    case JCS_YCbCr: return colour == Colour::grey ? JCS_GRAYSCALE : JCS_RGB;
    case JCS_CMYK:
    case JCS_YCCK: return JCS_CMYK;
    default: return JCS_RGB;
  }
}

// Of inks as they are, 255 being all of one: light is what all of them let through.
std::uint8_t light_of(const JSAMPLE* inks, std::size_t ink, bool inverted) {
  const unsigned through = inverted ? inks[ink] : 255u - inks[ink];
  const unsigned black = inverted ? inks[3] : 255u - inks[3];
  return static_cast<std::uint8_t>((through * black + 127) / 255);
}

void read_row(const jpeg_decompress_struct& info, const JSAMPLE* row, std::size_t y, Image& image) {
  const std::size_t plane = image.height * image.width;
  for (std::size_t x = 0; x < image.width; ++x, row += info.output_components)
    for (std::size_t c = 0; c < image.channels; ++c)
      image.pixels[c * plane + y * image.width + x] =
          info.out_color_space == JCS_CMYK ? light_of(row, c, info.saw_Adobe_marker != 0) : row[c];
}

// What no warning tells: components for which no scan came, whose pixels libjpeg sets to mid-grey.
void require_all_components(const jpeg_decompress_struct& info) {
  for (int c = 0; c < info.num_components; ++c) {
    const bool never = info.comp_info[c].quant_table == nullptr || (info.coef_bits && info.coef_bits[c][0] < 0);
    require(!never || !info.comp_info[c].component_needed, "truncated or damaged: no scan for component {} of the JPEG",
            c + 1);
  }
}

}  // namespace

Image decode_jpeg(std::span<const std::uint8_t> bytes, Colour colour, std::size_t most_pixels) {
  Decoding decoding;
  step(decoding, [&](j_decompress_ptr info) {
    jpeg_create_decompress(info);
    info->progress = &decoding.progress;
    jpeg_mem_src(info, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(info, TRUE);
  });
  jpeg_decompress_struct& info = decoding.info;
  require_pixels(info.image_height, info.image_width, most_pixels);
  Image image{.height = info.image_height, .width = info.image_width};
  info.out_color_space = output_of(info.jpeg_color_space, colour);
  image.channels = info.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  image.pixels.resize(image.channels * image.height * image.width);
  info.dct_method = JDCT_ISLOW;
  step(decoding, [](j_decompress_ptr begun) { jpeg_start_decompress(begun); });
  std::vector<JSAMPLE> row(info.output_width * static_cast<std::size_t>(info.output_components));
  for (std::size_t y = 0; y < image.height; ++y) {
    step(decoding, [&](j_decompress_ptr begun) {
      JSAMPROW at = row.data();
      jpeg_read_scanlines(begun, &at, 1);
    });
    read_row(info, row.data(), y, image);
  }
  require_all_components(info);
  step(decoding, [](j_decompress_ptr begun) { jpeg_finish_decompress(begun); });
  return in_colour(std::move(image), colour);
}

}  // namespace quanvas::data
