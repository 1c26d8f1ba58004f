// The trial: one flat record, and directly beneath it the table that declares each of its fields as an axis. Options,
// sweep axes, message text, the content key, HDF5 columns and the reference page all iterate over this table; nothing
// else names a trial parameter. To add one: a field, and a row.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trial/axis.hpp"
#include "trial/choices.hpp"

namespace quanvas::trial {

struct TrialSpec {
  std::string model = "resqunn";
  std::string network = "none";
  std::string network_parameters = "none";
  std::string dataset = "mnist";
  std::string dataset_checksum = "any";
  std::string image_size = "28";
  Colour colour = Colour::grey;
  Split split = Split::train;
  int classes = 10;
  std::vector<int> labels = {};
  int samples_per_class = 200;
  double train_fraction = 0.8;
  double test_fraction = 0;
  int test_per_class = 0;
  Stratify stratify = Stratify::none;
  MriProtocol mri_protocol = MriProtocol::paper;
  BadImages bad_images = BadImages::refuse;
  int layers = 2;
  std::string wiring = "none";
  std::vector<int> depths = {4, 1};
  Trainable trainable = Trainable::all;
  Head head = Head::classical;
  HeadWires head_wires = HeadWires::first;
  HeadPadding head_padding = HeadPadding::flat;
  int head_depth = 1;
  Gradient gradient = Gradient::detached;
  PixelScale pixel_scale = PixelScale::unit;
  EncodingRepeat encoding_repeat = EncodingRepeat::every;
  ChannelReduction channel = ChannelReduction::mean;
  Pad pad = Pad::top_left;
  Filter filter = Filter::fixed;
  std::string filter_circuit = "random";
  int filter_layers = 1;
  std::string feature_map = "zz";
  int reps = 1;
  ClassifierObservable observable = ClassifierObservable::zz;
  QcnnInput qcnn_input = QcnnInput::angles;
  double dropout = 0.5;
  DropoutOf dropout_of = DropoutOf::values;
  std::string noise = "none";
  int shots = 0;
  NoiseIn noise_in = NoiseIn::both;
  Init init = Init::uniform_2pi;
  Output output = Output::softmax;
  int epochs = 30;
  int batch_size = 16;
  double learning_rate = 0.01;
  std::string optimizer = "adam";
  double quantum_learning_rate = 0;
  double momentum = 0;
  Nesterov nesterov = Nesterov::off;
  double weight_decay = 0;
  double clip_grad_norm = 0;
  Schedule schedule = Schedule::constant;
  int step_size = 10;
  double gamma = 0.1;
  int warmup_epochs = 0;
  std::string loss = "cross_entropy";
  double label_smoothing = 0;
  int patience = 0;
  std::int64_t seed = 0;
  Precision precision = Precision::single_;

  friend bool operator==(const TrialSpec&, const TrialSpec&) = default;
};

using S = TrialSpec;
inline constexpr std::array kAxes{
    axis<&S::model>("model", open_set("a model"), "", "the network", Added::first),
    axis<&S::network>("network", open_set("a network's description"), "",
                      "the description of a network that is none of the program's, as JSON on one line; `model` is its "
                      "name. [networks.NAME] of a sweep file and `--model FILE.toml` set it"),
    axis<&S::network_parameters>("network_parameters", open_set("values, NAME=VALUE;NAME=VALUE"), "",
                                 "values of the parameters that the description of the network declares"),
    axis<&S::dataset>("dataset", open_set("a data set, or a file or folder of images"), "",
                      "the images: a name of `quanvas data`, or a path to your own", Added::first),
    axis<&S::dataset_checksum>(
        "dataset_checksum", open_set("a checksum, or `any`"), "",
        "the content that images of your own must have; `any` becomes what they have, which then "
        "names them in the content key"),
    axis<&S::image_size>("image_size", open_set("an image size"), "pixels",
                         "images are area-averaged to N or HxW; 0: as they are"),
    axis<&S::colour>("colour", {}, "",
                     "`grey`: one channel, of colours (77 R + 150 G + 29 B) / 256; `rgb`: three channels"),
    axis<&S::split>("split", {}, "", "which of the data set's files the samples are drawn from", Added::first),
    axis<&S::classes>("classes", range(2, 1000), "", "number of classes: labels 0 to classes-1 are used", Added::first),
    axis<&S::labels>("labels", list_or_none(0, 999), "",
                     "the labels that are classified, as classes 0, 1, ...; `classes` is their number then"),
    axis<&S::samples_per_class>("samples_per_class", range(0, 1000000), "images",
                                "images drawn per class by the seed, training and validation together; 0 for all",
                                Added::first),
    axis<&S::train_fraction>("train_fraction", between(0, 1), "",
                             "share of the drawn images that train; the rest validate", Added::first),
    axis<&S::test_fraction>("test_fraction", range(0, 0.9), "",
                            "share of the drawn images that is set apart first, for the test"),
    axis<&S::test_per_class>("test_per_class", range(0, 1000000), "images",
                             "images per class drawn for the test from the other part of the data set's files"),
    axis<&S::stratify>("stratify", {}, "",
                       "`label`: every class is divided into training, validation and test in the same shares; `none`: "
                       "all classes together"),
    axis<&S::mri_protocol>("mri_protocol", {}, "",
                           "data set brain_mri: `paper` doubles the smaller class before images are drawn and divided, "
                           "so that copies of training images are "
                           "tested on; `clean` keeps one of images that are alike and, where all are drawn, doubles "
                           "training images of the smaller class alone"),
    axis<&S::bad_images>(
        "bad_images", {}, "",
        "image files that cannot be read, or that appear under two labels of a part: `refuse` the data "
        "set, or `skip` and name them"),
    axis<&S::layers>("layers", range(1, 8), "", "number of quanvolutional layers", Added::first),
    axis<&S::wiring>("wiring", open_set("a wiring"), "",
                     "residual wiring in the paper's notation; `quanvas wirings` lists them", Added::first),
    axis<&S::depths>("depths", range(1, 64), "repetitions",
                     "circuit repetitions of layer 1, 2, ...; the last entry holds for further layers", Added::first),
    axis<&S::trainable>("trainable", {}, "",
                        "`all` trains every weight, `frozen` leaves the quanvolutional ones at their initial values",
                        Added::first),
    axis<&S::head>(
        "head", {}, "",
        "`classical`: a dense layer; `quantum`: a circuit on amplitude-encoded features, without any classical layer",
        Added::first),
    axis<&S::head_wires>("head_wires", {}, "", "which wires of the quantum head are measured for the class scores",
                         Added::first),
    axis<&S::head_padding>(
        "head_padding", {}, "",
        "features of the quantum head: `flat` puts zeros after them, `spatial` zero-pads the map to the image's size",
        Added::first),
    axis<&S::head_depth>("head_depth", range(1, 64), "repetitions", "repetitions of the quantum head's ansatz",
                         Added::first),
    axis<&S::gradient>(
        "gradient", {}, "",
        "`detached`: no gradient from a quanvolutional layer to its input; `exact`: through the expectation values",
        Added::first),
    axis<&S::pixel_scale>(
        "pixel_scale", {}, "rad",
        "pixel x in 0..255 as an angle: x/255, pi x/255, 2 pi x/255, x, or standardised over the training images",
        Added::first),
    axis<&S::encoding_repeat>("encoding_repeat", {}, "",
                              "data encoded at `every` repetition of the circuit (Eq. 8) or `once`", Added::first),
    axis<&S::channel>(
        "channel", {}, "",
        "how a patch's expectation values become one map; `all` keeps each as a channel that is convolved on",
        Added::first),
    axis<&S::pad>("pad", {}, "", "where a smaller map lies when it is zero-padded to a larger one", Added::first),
    axis<&S::filter>("filter", {}, "",
                     "the quantum filter: `fixed` at its random angles and computed once an image, or `trainable`"),
    axis<&S::filter_circuit>("filter_circuit", open_set("an ansatz"), "",
                             "the circuit of the quantum filter after RY(pi x)"),
    axis<&S::filter_layers>("filter_layers", range(1, 64), "layers", "layers of the quantum filter's circuit"),
    axis<&S::feature_map>("feature_map", open_set("an encoding"), "",
                          "how the quantum classifier's two features become angles"),
    axis<&S::reps>("reps", range(1, 64), "repetitions",
                   "repetitions of the quantum classifier's ansatz RealAmplitudes"),
    axis<&S::observable>("observable", {}, "", "what the quantum classifier measures: Z on both wires, or on wire 0"),
    axis<&S::qcnn_input>("qcnn_input", {}, "",
                         "how an image enters the 8 wires of a QCNN: its 2x4 area means as RY `angles`, or its 16x16 "
                         "area means as `amplitudes`"),
    axis<&S::dropout>("dropout", range(0, 0.99), "", "probability that a feature is left out of a training step"),
    axis<&S::dropout_of>(
        "dropout_of", {}, "",
        "what dropout leaves out: single `values`, or whole `channels` of a map (PyTorch's Dropout2d)"),
    axis<&S::noise>(
        "noise", open_set("a noise model"), "",
        "`none`, or noise channels that follow every gate, as in depolarizing(0.01), readout_error(0.01, 0.02)"),
    axis<&S::shots>("shots", range(0, 10000000), "shots", "measurements per expectation value; 0 for the exact value"),
    axis<&S::noise_in>("noise_in", {}, "",
                       "where noise and shots act: in `both` training and inference, or in `inference` alone"),
    axis<&S::init>(
        "init", {}, "rad",
        "initial quantum weights: uniform on [0, 2pi), [0, pi), [0, 1), normal with that deviation, or all 0",
        Added::first),
    axis<&S::output>("output", {}, "",
                     "`softmax`: a softmax layer before a cross-entropy that applies softmax again; `linear`: logits",
                     Added::first),
    axis<&S::epochs>("epochs", range(1, 100000), "epochs", "passes over the training images", Added::first),
    axis<&S::batch_size>("batch_size", range(1, 65536), "images", "images per optimiser step", Added::first),
    axis<&S::learning_rate>("learning_rate", between(0, 10), "", "step size of the optimiser", Added::first),
    axis<&S::optimizer>("optimizer", open_set("an optimiser"), "", "how weights follow their gradients", Added::first),
    axis<&S::quantum_learning_rate>("quantum_learning_rate", range(0, 10), "",
                                    "step size of the optimiser for the angles of circuits; 0: `learning_rate`"),
    axis<&S::momentum>("momentum", range(0, 0.999999), "",
                       "share of the last step's direction that optimisers with momentum keep (sgd, rmsprop)"),
    axis<&S::nesterov>("nesterov", {}, "", "Nesterov's form of the momentum (sgd), which must be above 0 then"),
    axis<&S::weight_decay>("weight_decay", range(0, 10), "",
                           "times the weights is added to their gradients; adamw shrinks the weights themselves, by "
                           "that share of the learning rate"),
    axis<&S::clip_grad_norm>("clip_grad_norm", range(0, 1000000), "",
                             "the gradient of all weights is scaled down to this L2 norm where its own is larger; 0: "
                             "never"),
    axis<&S::schedule>(
        "schedule", {}, "",
        "learning rates from epoch to epoch: `constant`, times gamma every step_size epochs (`step`), or "
        "along half a `cosine` to 0 after the last epoch; PyTorch's StepLR and CosineAnnealingLR"),
    axis<&S::step_size>("step_size", range(1, 100000), "epochs", "schedule step: epochs between two falls of the rate"),
    axis<&S::gamma>("gamma", range(0, 1), "", "schedule step: what the rate is multiplied by"),
    axis<&S::warmup_epochs>("warmup_epochs", range(0, 100000), "epochs",
                            "epochs in which the rate rises linearly from a third, before the schedule begins; "
                            "PyTorch's LinearLR"),
    axis<&S::loss>("loss", open_set("a loss"), "", "what training minimises"),
    axis<&S::label_smoothing>("label_smoothing", range(0, 1), "",
                              "share of a label that the cross-entropy spreads evenly over all classes"),
    axis<&S::patience>("patience", range(0, 100000), "epochs",
                       "training ends early, at its last weights, after so many epochs without a better validation "
                       "accuracy; 0: never"),
    axis<&S::seed>("seed", range(0, 9007199254740991), "",
                   "names every random stream; variants of one seed share data, split and initial weights",
                   Added::first),
    axis<&S::precision>("precision", {}, "", "floating-point type of simulation and training", Added::first),
};

static_assert(kAxes.size() == field_count<TrialSpec>(),
              "a field of TrialSpec lacks its row in kAxes, or a row its field");

// The axis called `key`, or null.
const Axis* find_axis(std::string_view key);

// The axis called `key`; throws Error that names the nearest key.
const Axis& require_axis(std::string_view key);

}  // namespace quanvas::trial
