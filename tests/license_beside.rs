//! Lines beside a license: what is known to be harmless leaves its name alone, and all else takes it away.

use modelward::license::identify;

fn mit() -> String {
    let text = spdx::license_id("MIT").map(spdx::LicenseId::text).unwrap_or_default();
    text.replace("<year> <copyright holders>", "2021 OpenAI")
}

/// A line in all places where one may stand: above, below, around the copyright line and in it.
fn placed(line: &str) -> Vec<String> {
    let mit = mit();
    let notice = "Copyright (c) 2021 OpenAI";
    let around = |with: String| mit.replacen(notice, &with, 1);
    vec![
        format!("{line}\n\n{mit}"),
        format!("{mit}\n\n{line}\n"),
        around(format!("{notice}\n\n{line}")),
        around(format!("{notice}\n{line}")),
        around(format!("{notice}. {line}")),
        mit.replacen("\n\nThe above", &format!("\n\n{line}\n\nThe above"), 1),
    ]
}

#[test]
fn what_may_be_a_clause_takes_the_name_away() {
    for line in [
        "Licensed under MIT to universities",
        "This project is licensed under the MIT License and RULES.md",
        "This project is licensed under the MIT License, with RULES.md on top.",
        "This project is licensed under the MIT License under Norwegian law.",
        "Companies above ten heads pay.",
        "Firms call Ann first.",
        "Get in touch before shipping a product.",
        "Norway out",
        "Expiry 2027-01-01",
        "Trial version",
        "Weights stay with the lab.",
        "The following license covers Europe:",
        "Får inte säljas",
        "Sadece araştırma için",
        "Csak kutatási célra",
        "Tylko do badań",
        "Chỉ dành cho nghiên cứu",
        "Μόνο για έρευνα",
        "للبحث فقط",
        "केवल अनुसंधान के लिए",
        "クレジットをつけてください",
        "[Terms](https://example.com/terms)",
        "See https://example.com/rules",
        "Subject to the Rules of Example",
        "MIT License, sort of",
        "MIT-ish License",
        "MIT License for Universities",
        "MIT License plus Example Rider",
        "Based on the MIT License",
        "Dual licensed",
        "Source available",
        "Made for peace",
        "Star this repository first.",
        "The Example Corporation owns all outputs.",
        "Courts of Delaware",
        "All rights reserved to Example; the text below is a joke",
        "F0rbidden f0r c0mmerce",
        "Commer-cial us-age forbid-den",
    ] {
        for text in placed(line) {
            let found = identify(&text);
            assert_eq!(found.id, None, "{text}");
            assert_eq!(found.based_on.as_deref(), Some("MIT"), "{text}");
            assert!(found.added.iter().any(|added| added.text.contains(line.get(..5).unwrap_or(line))), "{text}");
        }
    }
}

#[test]
fn what_says_nothing_leaves_the_name_alone() {
    for line in [
        "This project is licensed under the MIT License - see the LICENSE file for details.",
        "This software and its documentation are licensed under the MIT License.",
        "Source: https://github.com/openai/CLIP/blob/main/LICENSE",
        "The following license applies to BigVGAN:",
        "Ce projet est sous licence MIT",
        "Este proyecto está licenciado bajo la licencia MIT",
        "Dieses Projekt steht unter der MIT-Lizenz",
        "本项目采用 MIT 许可证",
        "このプロジェクトは MIT ライセンスで公開されています",
        "Actions Http Client for Node.js",
        "MIT License for GET3D",
        "Segment Anything Model",
        "https://example.org/a-page",
        "December 3, 2024",
    ] {
        for text in [format!("{line}\n\n{}", mit()), format!("{}\n\n{line}\n", mit())] {
            assert_eq!(identify(&text).id.as_deref(), Some("MIT"), "{text}: {:?}", identify(&text).added);
        }
    }
    for notice in [
        "Copyright (c) 2020 lucidrains",
        "Copyright (c) 2020 jane doe",
        "Copyright (c) 2019,\nUniversity of Pennsylvania,\nMax Planck Institute for Intelligent Systems\nAll rights reserved.",
        "Copyright 2018 GitHub, Inc. and contributors",
        "Copyright (c) 2009-2011, Jane Roe <roe at example dot com>\nCopyright (c) 2010 John Roe",
        "Copyright (c) 2024 Jane Roe (jroe)",
        "Copyright (c) 2019 Intel ISL (Intel Intelligent Systems Lab)",
        "Copyright (c) 2023 潘其威(William)",
        "Copyright (c) 2020, DAVIS: Densely Annotated VIdeo Segmentation",
        "example copyright (c) 2020 Example",
    ] {
        let text = mit().replacen("Copyright (c) 2021 OpenAI", notice, 1);
        assert_eq!(identify(&text).id.as_deref(), Some("MIT"), "{text}: {:?}", identify(&text).added);
    }
}
