//! Pictures of hosts made by hand: what is on them, that they fit, and that no name breaks out.

use super::{dot, mermaid, svg};
use crate::correlate::host::{Host, Use, UseState};
use crate::correlate::topology::{Depth, topology};
use crate::model::{Answer, EngineKind};
use crate::render::testing::{self, container, on_a_pipe, shown};
use crate::render::{Format, Kind, Options};

/// The hosts of all tests of screens, with what only a topology shows.
fn healthy() -> Host {
    linked(testing::healthy())
}

fn broken() -> Host {
    let mut host = testing::broken();
    host.endpoints = host
        .engines
        .iter()
        .flat_map(|e| e.endpoints.clone())
        .collect();
    linked(host)
}

/// The caller's docker reaches dockerd, and dockerd is connected to containerd.
fn linked(mut host: Host) -> Host {
    let containerd = host.endpoints[0].path.clone();
    host.viewer.docker_reaches = Answer::Told(format!("unix://{}", host.endpoints[1].path));
    host.engines[1].uses = vec![Use {
        kind: EngineKind::Containerd,
        endpoint: containerd,
        pid: host.engines[0].pid,
        state: Some(UseState::Connected),
        evidence: vec!["peer"],
        why: None,
    }];
    host
}

fn tree(host: &Host, width: usize) -> String {
    shown(
        Kind::Topology,
        host,
        &Options {
            format: Format::Tree,
            ..on_a_pipe(width)
        },
    )
}

fn picture(host: &Host, format: Format) -> String {
    shown(
        Kind::Topology,
        host,
        &Options {
            format,
            ..on_a_pipe(80)
        },
    )
}

/// Names that mean something to a terminal, to XML, to mermaid, to dot, or that never end.
fn hostile() -> Vec<String> {
    [
        "\u{1b}[31mred",
        "a\"] --> b[\"c",
        "x]]><script>alert(1)</script>",
        "</text></svg>",
        "&lt;&#34;&amp;",
        "two\nlines\r\n",
        "tab\tbell\u{7}",
        "\u{202e}gnp.exe",
        "back\\slash\\",
        "\\N \\G \\l",
        "end\n  subgraph x",
        "`code` **bold** - 1. list",
        "%% comment",
        "#quot;#35;",
        "}; rm -rf",
        "\u{0}\u{fffe}\u{ffff}",
        "漢字漢字",
        "--- title",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([String::new(), "x".repeat(1 << 20)])
    .collect()
}

/// A host on which every name that somebody may choose is hostile.
fn hostile_host() -> Host {
    let mut host = healthy();
    let model = container("x", "moby", crate::correlate::host::Verdict::Foreign);
    for (number, name) in hostile().into_iter().enumerate() {
        let mut container = model.clone();
        container.key = format!("moby/{number}{name}@/run/containerd/containerd.sock").into();
        container.why = Some(name.clone());
        container.name = name.into();
        host.containers.insert(0, container);
    }
    host.facts.hostname = Some("\"]]>\u{1b}\n---\n\\<b>".to_owned());
    host.endpoints[0].path = "/run/\"<&>\\\n\u{202e}.sock".to_owned();
    host.engines[0].endpoints[0]
        .path
        .clone_from(&host.endpoints[0].path);
    host.engines[0].version = Some("1\"]\n<&\\".to_owned());
    host.namespaces[0].name = "de\"fault]]>\\".to_owned();
    host
}

/// All hostile containers, not only the first ten.
fn all_of(host: &Host, format: Format) -> String {
    shown(
        Kind::Topology,
        host,
        &Options {
            format,
            depth: Some(Depth::Containers),
            ..on_a_pipe(80)
        },
    )
}

#[test]
fn a_healthy_host_as_a_tree() {
    insta::assert_snapshot!(tree(&healthy(), 80));
}

#[test]
fn a_broken_host_as_a_tree() {
    insta::assert_snapshot!(tree(&broken(), 80));
}

#[test]
fn a_healthy_host_as_mermaid_and_dot() {
    insta::assert_snapshot!(picture(&healthy(), Format::Mermaid));
    insta::assert_snapshot!(picture(&healthy(), Format::Dot));
}

#[test]
fn a_tree_fits_any_width_and_is_ascii() {
    for width in [60, 80, 120] {
        for host in [healthy(), broken()] {
            let tree = tree(&host, width);
            assert!(tree.is_ascii());
            let widest = tree.lines().map(str::len).max();
            assert!(widest <= Some(width), "{widest:?} > {width}:\n{tree}");
        }
    }
}

#[test]
fn the_same_host_gives_the_same_bytes() {
    for format in [
        Format::Tree,
        Format::Mermaid,
        Format::Dot,
        Format::Svg,
        Format::Json,
    ] {
        assert_eq!(picture(&broken(), format), picture(&broken(), format));
    }
}

#[test]
fn a_host_with_nothing_is_still_a_picture() {
    let host = crate::render::testing::empty();
    for format in [Format::Tree, Format::Mermaid, Format::Dot, Format::Svg] {
        assert!(!picture(&host, format).is_empty());
    }
    roxmltree::Document::parse(&picture(&host, Format::Svg)).expect("XML");
}

#[test]
fn no_name_breaks_out_of_a_tree() {
    let tree = all_of(&hostile_host(), Format::Tree);
    let controls = tree.chars().filter(|c| c.is_control() && *c != '\n');
    assert_eq!(controls.count(), 0);
    assert!(!tree.contains('\u{202e}'));
    use unicode_width::UnicodeWidthStr;
    assert!(tree.lines().all(|line| line.width() <= 80), "{tree}");
    // Every container has one line: none was made by a name.
    let drawn = tree.split("\n\n").nth(1).expect("a tree").lines();
    let lines = drawn.filter(|line| line.ends_with("foreign")).count();
    assert_eq!(lines, hostile().len() + 1, "{tree}");
}

#[test]
fn no_name_breaks_out_of_an_svg() {
    let svg = all_of(&hostile_host(), Format::Svg);
    let document = roxmltree::Document::parse(&svg).expect("XML");
    let known = [
        "svg", "title", "style", "defs", "marker", "path", "rect", "text", "tspan", "g",
    ];
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&element.tag_name().name()), "{element:?}");
    }
    let boxes = document.descendants().filter(|node| {
        let class = node.attribute("class").unwrap_or_default();
        node.has_tag_name(("http://www.w3.org/2000/svg", "rect")) && class.contains("box container")
    });
    // And the legend's.
    assert_eq!(boxes.count(), hostile_host().containers.len() + 1);
    assert!(svg.len() < 200_000, "{} bytes", svg.len());
}

/// A real parser reads it in tests/it; here what its lines may hold.
#[test]
fn no_name_breaks_out_of_mermaid() {
    let chart = all_of(&hostile_host(), Format::Mermaid);
    for line in chart.lines().skip(7) {
        let known = ["n", "subgraph", "end", "classDef", "class", "linkStyle"];
        assert!(
            known.iter().any(|word| line.trim().starts_with(word)),
            "{line}"
        );
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        assert!(line.matches('"').count() <= 2, "{line}");
        assert!(line.is_ascii() && line.len() < 2_000, "{line}");
    }
}

#[test]
fn no_name_breaks_out_of_dot() {
    let graph = all_of(&hostile_host(), Format::Dot);
    let nodes = topology(&hostile_host()).nodes.len();
    let lines = graph.lines().filter(|line| line.contains("[label="));
    let lines = lines.filter(|line| line.trim_start().starts_with('n') && line.ends_with("];"));
    assert_eq!(
        lines.filter(|line| line.contains("tooltip=")).count(),
        nodes
    );
    assert!(graph.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn boxes_do_not_overlap() {
    let svg = picture(&broken(), Format::Svg);
    let document = roxmltree::Document::parse(&svg).expect("XML");
    let number = |node: &roxmltree::Node<'_, '_>, name| -> usize {
        node.attribute(name)
            .and_then(|text| text.parse().ok())
            .expect("a number")
    };
    let boxes: Vec<[usize; 4]> = document
        .descendants()
        .filter(|node| {
            node.attribute("class")
                .is_some_and(|class| class.starts_with("box "))
        })
        .map(|node| ["x", "y", "width", "height"].map(|name| number(&node, name)))
        .collect();
    assert!(boxes.len() > 20);
    for (index, [x, y, width, height]) in boxes.iter().enumerate() {
        for [other_x, other_y, ..] in &boxes[index + 1..] {
            let inside = (*x..x + width).contains(other_x) && (*y..y + height).contains(other_y);
            assert!(!inside, "{x} {y} and {other_x} {other_y}");
        }
    }
}

#[test]
fn a_chain_of_any_length_is_drawn_without_recursion() {
    use crate::correlate::topology::Topology;
    let mut graph: Topology = topology(&healthy());
    let (node, edge) = (graph.nodes[0].clone(), graph.edges[0].clone());
    let first = graph.nodes.len();
    for next in first..first + 50_000 {
        graph.nodes.push(node.clone());
        graph.edges.push(crate::correlate::topology::Edge {
            from: next - 1,
            to: next,
            ..edge.clone()
        });
    }
    let host = healthy();
    for write in [svg::write, mermaid::write, dot::write] {
        write(&host, &graph, &mut std::io::sink()).expect("a sink takes everything");
    }
}
