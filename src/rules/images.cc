#include <fmt/core.h>

#include "base/text.h"
#include "kube/image.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/filled_in.h"
#include "subject/kustomizations.h"

namespace slipway::rules {
namespace {

using subject::Subject;

template <class Say>
void each_image(const Subject& subject, Say say) {
  for (const PodView& pod : view_of(subject).pods())
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      const doc::Node& image = container["image"];
      if (image.is_string() && !image.text().empty()) say(pod, image);
    });
}

constexpr std::string_view kFillings = "$`{}<>";

/// Space in an image's name, that is none of a template's: "{{ .Values.image }}".
bool has_space(std::string_view image) {
  return image.find_first_of(" \t\r\n") != image.npos && image.find_first_of(kFillings) == image.npos;
}

void check_spaces(const Subject& subject, Findings& findings) {
  each_image(subject, [&](const PodView& pod, const doc::Node& image) {
    const kube::Object& owner = *pod.pod->owner;
    const std::string_view text = image.text(), trimmed = trim(text);
    if (!has_space(text) || trimmed.empty()) return;
    if (has_space(trimmed)) {
      findings.say(image.where(), fmt::format("'{}' names no image", printable(text)),
                   fmt::format("{}: no part of a name has a space", title_of(owner)));
      return;
    }
    if (owner.is("Pod", "")) return;  // the server says it of the pod
    findings.say(image.where(), fmt::format("'{}' has space around the image's name", printable(text)),
                 fmt::format("the API server takes {} and refuses each of its pods", title_of(owner)),
                 fmt::format("write {}", trimmed), {{image.where(), std::string(trimmed)}});
  });
}

void check_tag(const Subject& subject, Findings& findings) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  each_image(subject, [&](const PodView& pod, const doc::Node& image) {
    const std::string_view text = image.text();
    if (text.find('@') != std::string_view::npos || has_space(text)) return;
    const std::string_view last = text.substr(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1);
    const std::size_t colon = last.rfind(':');
    // Of what is filled in, "app${SUFFIX}" or "${REG:-a/b}", the tag may be a part.
    const bool is_filled =
        last.find_first_of(kFillings) != last.npos || subject::filler_of(last) != subject::Filler::Nobody;
    if (colon == std::string_view::npos ? is_filled : last.substr(colon + 1) != "latest") return;
    if (kustomized.tags_image(*pod.pod->owner, colon == last.npos ? text : text.substr(0, text.rfind(':')))) return;
    findings.say(image.where(),
                 colon == std::string_view::npos ? fmt::format("the image {} has no tag", text)
                                                 : fmt::format("the image {} is whatever was pushed last", text),
                 title_of(*pod.pod->owner));
  });
}

void check_bitnami(const Subject& subject, Findings& findings) {
  each_image(subject, [&](const PodView&, const doc::Node& image) {
    if (image.text().find("bitnami/") == std::string_view::npos) return;
    const auto read = kube::ImageReference::parse(image.text());
    if (!read || read.value().domain != "docker.io" || !read.value().path.starts_with("bitnami/")) return;
    // IMG001 speaks of these; which of them there are nobody promises.
    if (read.value().digest.empty() && (read.value().tag.empty() || read.value().tag == "latest")) return;
    findings.say(image.where(), fmt::format("{} is no longer to be had under this name", image.text()),
                 "versioned images moved to docker.io/bitnamilegacy and get no fixes");
  });
}

constexpr Rule kRules[] = {
    {"IMG001", "", Severity::Warning, "an image without a fixed tag",
     "Each new node pulls what is there at that moment: replicas run different programs, and a rollback brings nothing "
     "back.",
     "name a version, or a digest", "kubernetes docs, images; EKS best practices, image security", check_tag},
    {"IMG002", "X-004-61", Severity::Error, "an image of Bitnami's catalogue on Docker Hub",
     "Since 28 August 2025 docker.io/bitnami holds a few images of the tag latest only: a versioned one cannot be "
     "pulled.",
     "use the project's own image, or a copy in your registry", "bitnami/containers issue 83267", check_bitnami},
    {"IMG003", "", Severity::Error, "space in the name of an image",
     "Around the name the API server refuses it of pods, and not of what makes pods: a Deployment is taken and stays "
     "without any. Within it no container runtime reads it (InvalidImageName).",
     "write the name without space", "kubernetes 1.36, pkg/apis/core/validation (validateContainerCommon)",
     check_spaces},
};

}  // namespace

std::span<const Rule> image_rules() { return kRules; }

}  // namespace slipway::rules
