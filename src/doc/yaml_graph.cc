#include "doc/yaml_graph.h"

#include <map>

#include "doc/limits.h"

namespace slipway::doc {
namespace {

/// Collects nodes from events; children wait in pending_ until their collection ends.
class GraphComposer {
 public:
  GraphComposer(YamlParser& parser, YamlGraph& graph) : parser_(parser), graph_(graph) {}

  Composed compose(std::vector<std::string_view>& known) {
    YamlEvent event;
    if (!parser_.next(event)) return Composed::Problem;
    if (event.type == YamlEventType::StreamEnd) return Composed::StreamEnd;
    do {
      if (!parser_.next(event)) return Composed::Problem;
      if (!add(event)) {
        for (const auto& [name, node] : anchors_) known.push_back(name);
        return Composed::UnknownAnchor;
      }
      if (graph_.nodes.size() > kMaxNodes) return Composed::TooLarge;
    } while (!open_.empty());
    graph_.root = pending_.back();
    if (!parser_.next(event)) return Composed::Problem;
    graph_.end = event.start.offset;
    return Composed::Document;
  }

 private:
  struct Open {
    std::uint32_t node;
    std::size_t first;  // child in pending_
  };

  bool add(const YamlEvent& event) {
    switch (event.type) {
      case YamlEventType::SequenceEnd:
      case YamlEventType::MappingEnd:
        close(event);
        return true;
      case YamlEventType::Alias: {
        YamlGraphNode& node = make(event, YamlGraphNode::Type::Alias);
        const auto anchor = anchors_.find(event.anchor);
        if (anchor == anchors_.end()) return false;
        node.target = anchor->second;
        return true;
      }
      case YamlEventType::Scalar: {
        YamlGraphNode& node = make(event, YamlGraphNode::Type::Scalar);
        node.tag = event.tag;
        node.value = event.value;
        node.implicit = event.implicit;
        break;
      }
      case YamlEventType::SequenceStart:
        open(event, YamlGraphNode::Type::Sequence);
        break;
      case YamlEventType::MappingStart:
        open(event, YamlGraphNode::Type::Mapping);
        break;
      default:
        break;
    }
    return true;
  }

  YamlGraphNode& make(const YamlEvent& event, YamlGraphNode::Type type) {
    const auto index = static_cast<std::uint32_t>(graph_.nodes.size());
    YamlGraphNode& node = graph_.nodes.emplace_back();
    node.type = type;
    node.start = event.start;
    node.content = event.content;
    node.end = event.end;
    node.flow = event.flow;
    node.style = event.style;
    node.name = event.anchor;
    pending_.push_back(index);
    if (type != YamlGraphNode::Type::Alias && !event.anchor.empty()) anchors_[event.anchor] = index;
    return node;
  }

  void open(const YamlEvent& event, YamlGraphNode::Type type) {
    make(event, type);
    open_.push_back({pending_.back(), pending_.size()});
  }

  void close(const YamlEvent& event) {
    const auto [index, first] = open_.back();
    open_.pop_back();
    YamlGraphNode& node = graph_.nodes[index];
    node.first_child = static_cast<std::uint32_t>(graph_.children.size());
    node.children = static_cast<std::uint32_t>(pending_.size() - first);
    node.end = event.end;
    graph_.children.insert(graph_.children.end(), pending_.begin() + static_cast<std::ptrdiff_t>(first),
                           pending_.end());
    pending_.resize(first);
  }

  YamlParser& parser_;
  YamlGraph& graph_;
  std::map<std::string_view, std::uint32_t> anchors_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> pending_;
};

}  // namespace

Composed compose_graph(YamlParser& parser, YamlGraph& graph, std::vector<std::string_view>& known) {
  return GraphComposer(parser, graph).compose(known);
}

}  // namespace slipway::doc
