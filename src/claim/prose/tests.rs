//! Sentences that claim a license, and sentences that only seem to.

use super::*;
use crate::artifact::Beside;
use crate::artifact::text::Text;
use crate::change::{RepoPath, Side};

fn card(text: &str) -> Artifact {
    let path = RepoPath::new(b"DATASET_CARD.md").expect("a path");
    let text = Text::new(text.as_bytes().to_vec()).expect("a text");
    Artifact::read(path, Side::Head, Kind::DatasetCard, text, Beside::Nothing)
}

fn claims(text: &str) -> Vec<(Option<Subject>, String)> {
    licenses(&card(text)).iter().map(|claim| (claim.subject, claim.meaning.name())).collect()
}

#[test]
fn sentences_that_claim() {
    use Subject::{Code, Data, Model};
    for (text, expected) in [
        (
            "The code is licensed under MIT, the weights under CC-BY-NC-4.0.",
            vec![(Some(Code), "MIT"), (Some(Model), "CC-BY-NC-4.0")],
        ),
        ("CC-BY-SA-4.0 for data; Apache-2.0 for code", vec![]),
        (
            "# License\n\nCC-BY-SA-4.0 for data; Apache-2.0 for code",
            vec![(Some(Data), "CC-BY-SA-4.0"), (Some(Code), "Apache-2.0")],
        ),
        ("# License\n\nMIT", vec![(None, "MIT")]),
        ("The dataset is distributed under the [MIT license](LICENSE).", vec![(Some(Data), "MIT")]),
        ("The dataset is released under the [Apache-2.0](LICENSE) license.", vec![(Some(Data), "Apache-2.0")]),
        ("The dataset is released under the MIT license (LICENSE).", vec![(Some(Data), "MIT")]),
        ("The data and the code are released under MIT.", vec![(Some(Data), "MIT"), (Some(Code), "MIT")]),
        ("# 许可证\n\n数据集采用 CC BY 4.0 许可。", vec![(Some(Data), "CC-BY-4.0")]),
        ("# Lizenz\n\nDer Datensatz steht unter der MIT-Lizenz.", vec![(Some(Data), "MIT")]),
        ("# Licencia\n\nEl conjunto de datos está bajo la licencia CC BY 4.0.", vec![(Some(Data), "CC-BY-4.0")]),
        ("このデータセットは CC BY 4.0 ライセンスです。", vec![(Some(Data), "CC-BY-4.0")]),
        ("이 데이터셋은 CC BY 4.0 라이선스를 따릅니다.", vec![(Some(Data), "CC-BY-4.0")]),
        ("Le jeu de données est publié sous licence CC BY 4.0.", vec![(Some(Data), "CC-BY-4.0")]),
        ("O conjunto de dados está sob a licença CC BY 4.0.", vec![(Some(Data), "CC-BY-4.0")]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|(subject, name)| (subject, name.to_owned())).collect();
        assert_eq!(claims(text), expected, "{text}");
    }
}

#[test]
fn sentences_that_do_not() {
    for text in [
        "Wikipedia is licensed under CC BY-SA 3.0.",
        "# License\n\nWikipedia is licensed under CC BY-SA 3.0.",
        "The dataset was licensed under MIT.",
        "The dataset is not licensed under MIT.",
        "> The dataset is licensed under MIT.",
        "```\nThe dataset is licensed under MIT.\n```",
        "<!-- The dataset is licensed under MIT. -->",
        "The dataset is licensed under MIT or Apache-2.0.",
        "# License\n\n- The data from A is under MIT.\n- The data from B is under CC BY 4.0.",
        "# License\n\nThis work is licensed under a [CC BY-NC-SA 4.0 Unported License](https://creativecommons.org/licenses/by-sa/4.0/).",
        "We compare with models licensed under Apache-2.0.",
        "# License\n\nThe dataset is under the [MIT license](LICENSE) by Acme.",
    ] {
        assert_eq!(claims(text), [], "{text}");
    }
}

#[test]
fn sentences_on_other_works() {
    for text in [
        "The SQuAD data is under CC BY-SA 3.0.",
        "The Reddit data is licensed under CC BY 4.0.",
        "Reddit data is licensed under CC BY 4.0.",
        "The data of the European Parliament is licensed under CC BY 4.0.",
        "All data from the forum is licensed under CC BY 4.0.",
        "Data you contribute is licensed under CC BY 4.0.",
        "The Bar dataset, also by us, is licensed under GPL-3.0.",
        "This data is licensed under CC BY-SA 4.0 by Stack Exchange.",
        "This dataset card is licensed under CC BY 4.0.",
        "The model trained on this data is licensed under MIT.",
        "Derivatives of this dataset must be licensed under MIT.",
        "The 2019 data is licensed under MIT.",
    ] {
        for around in ["# Captions\n\n## License\n\n", "# Captions\n\n"] {
            assert_eq!(claims(&format!("{around}{text}")), [], "{text}");
        }
    }
    assert_eq!(claims("# Captions\n\n## Source Data\n\nThe corpus we began with is licensed under MIT."), []);
    // its own name is no other work's
    for title in ["Dataset Card for SQuAD", "SQuAD: Stanford Question Answering Dataset"] {
        let found = claims(&format!("# {title}\n\nThe SQuAD dataset is licensed under MIT."));
        assert_eq!(found, [(Some(Subject::Data), "MIT".to_owned())], "{title}");
    }
    assert_eq!(claims("# SQuAD-it\n\nThe SQuAD dataset is licensed under MIT."), []);
    let scripts = claims("# Captions\n\n## License\n\nMIT License for the scripts.");
    assert_eq!(scripts, [(Some(Subject::Code), "MIT".to_owned())]);
}

#[test]
fn words_that_exclude_commercial_use() {
    let found = |text: &str| restrictions(&card(text)).len();
    assert_eq!(found("The dataset is for research purposes only."), 1);
    assert_eq!(found("# 许可证\n\n仅供研究使用。"), 1);
    assert_eq!(found("# Licença\n\nApenas para uso não comercial."), 1);
    assert_eq!(found("The dataset is for commercial and non-commercial use."), 0);
    assert_eq!(found("For research purposes only. Please check the license."), 0);
    assert_eq!(found("The code is for non-commercial use only."), 0);
    assert_eq!(found("The Bar dataset is for research purposes only."), 0);
    assert_eq!(found("# License\n\nReddit data: non-commercial use only under its terms."), 0);
    assert_eq!(found("The data can be used for research purposes only after signing the agreement."), 0);
}
