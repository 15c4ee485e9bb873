#include <fmt/core.h>

#include "kube/image.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/filled_in.h"

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

void check_tag(const Subject& subject, Findings& findings) {
  each_image(subject, [&](const PodView& pod, const doc::Node& image) {
    const std::string_view text = image.text();
    if (text.find('@') != std::string_view::npos) return;
    const std::string_view last = text.substr(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1);
    const std::size_t colon = last.rfind(':');
    // Of what is filled in, "app${SUFFIX}" or "${REG:-a/b}", the tag may be a part.
    const bool is_filled =
        last.find_first_of("$`{}<>") != last.npos || subject::filler_of(last) != subject::Filler::Nobody;
    if (colon == std::string_view::npos ? is_filled : last.substr(colon + 1) != "latest") return;
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
};

}  // namespace

std::span<const Rule> image_rules() { return kRules; }

}  // namespace slipway::rules
