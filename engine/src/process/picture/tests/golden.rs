//! A small diagram in each format.

use crate::process::layout::layout;
use crate::process::layout::tests::examples::small;
use crate::process::picture::{dot, mermaid, svg};
use crate::scenario::text::Language;
use expect_test::{expect, expect_file};

#[test]
fn svg_of_a_small_diagram() {
    expect_file!["small.svg"].assert_eq(&svg(&layout(&small(), Language::Zh)));
}

#[test]
fn dot_of_a_small_diagram() {
    expect![[r##"
        digraph {
          graph [rankdir=LR, labelloc=t, fontname="Noto Sans SC,PingFang SC,Microsoft YaHei,sans-serif", label="小店开张"];
          node [fontname="Noto Sans SC,PingFang SC,Microsoft YaHei,sans-serif", fontsize=12];
          edge [fontname="Noto Sans SC,PingFang SC,Microsoft YaHei,sans-serif", fontsize=10];
          subgraph cluster_0 {
            label="申请人";
            n0 [id="start", label="开始", shape=circle, tooltip="开始："];
            n1 [id="form", label="填写统一表单\n约 20 分钟", shape=note, tooltip="填写统一表单：约 20 分钟"];
            n4 [id="end", label="办结", shape=doublecircle, tooltip="办结："];
          }
          subgraph cluster_1 {
            label="市场监管局";
            n2 [id="check", label="审查 <材料> &amp; \"证照\"\n科员", shape=box, style=rounded, tooltip="审查 <材料> &amp; \"证照\"：科员"];
            n3 [id="gate", label="齐全？", shape=diamond, tooltip="齐全？："];
          }
          n0 -> n1;
          n1 -> n2 [color="#ad3f0b", penwidth=2];
          n2 -> n3;
          n3 -> n4 [label="是", color="#ad3f0b", penwidth=2];
          n3 -> n1 [label="补正", color="#ad3f0b", penwidth=2, style=dashed];
        }
    "##]].assert_eq(&dot(&small(), Language::Zh));
}

#[test]
fn mermaid_of_a_small_diagram() {
    expect![[r#"
        ---
        title: "Open a shop"
        ---
        flowchart LR
          subgraph lane0["Applicant"]
            direction LR
            n0(("Start")):::startNode
            n1[/"Fill in one form<br/>about 20 minutes"/]:::form
            n4((("Done"))):::endNode
          end
          subgraph lane1["Market regulator"]
            direction LR
            n2("Review #60;papers#62; #38; #34;licences#34;<br/>Officer"):::task
            n3{"Complete?"}:::gateway
          end
          n0 --> n1
          n1 ==> n2
          n2 --> n3
          n3 ==>|"yes"| n4
          n3 -.->|"correct"| n1
          classDef startNode fill:#fff,stroke:#2b3a4d,color:#14202e
          classDef endNode fill:#fff,stroke:#2b3a4d,color:#14202e,stroke-width:4px
          classDef form fill:#eef6ff,stroke:#2b3a4d,color:#14202e
          classDef task fill:#fff,stroke:#2b3a4d,color:#14202e
          classDef gateway fill:#fdf0e6,stroke:#2b3a4d,color:#14202e
    "#]]
    .assert_eq(&mermaid(&small(), Language::En));
}
