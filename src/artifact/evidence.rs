//! What names and directories say of binary files: which hold weights, which hold data, and which belong to tests.

use super::kind::Kind;

/// Directories whose files are examples, copies or build products: nothing in them is governed.
const APART: [&str; 17] = [
    "tests",
    "test",
    "testdata",
    "test_data",
    "fixtures",
    "fixture",
    "__tests__",
    "node_modules",
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "site-packages",
    ".venv",
    "venv",
    "mocks",
];

/// Directories of code: what lies below is a part of a program, whatever it is called.
const CODE: [&str; 6] = ["src", "lib", "pkg", "internal", "app", "include"];

const DATA_DIRECTORIES: [&str; 12] = [
    "data",
    "dataset",
    "datasets",
    "corpus",
    "corpora",
    "raw",
    "train",
    "training",
    "test_set",
    "val",
    "validation",
    "eval_data",
];

const MODEL_DIRECTORIES: [&str; 8] =
    ["model", "models", "weights", "checkpoint", "checkpoints", "ckpt", "adapter", "adapters"];

/// Directories of what programs write: logs and results, under names of splits too.
const OUTPUT: [&str; 13] = [
    "log",
    "logs",
    "runs",
    "results",
    "result",
    "output",
    "outputs",
    "wandb",
    "metrics",
    "lightning_logs",
    "mlruns",
    "benchmarks",
    "docs",
];

/// Words for which a folder of data is there to show something.
const SHOWN: [&str; 10] = ["sample", "samples", "example", "examples", "demo", "demos", "mock", "toy", "dummy", "fake"];

/// Folders that pictures, sound and films of a data set lie in.
const MEDIA_DIRECTORIES: [&str; 22] = [
    "train",
    "training",
    "test",
    "val",
    "valid",
    "validation",
    "dev",
    "images",
    "image",
    "imgs",
    "img",
    "audio",
    "audios",
    "wav",
    "wavs",
    "clips",
    "videos",
    "video",
    "photos",
    "pictures",
    "frames",
    "recordings",
];

/// Whether files of this directory are nobody's to govern. A `test` below a folder of data is a split of it.
pub(super) fn is_apart(parts: &[&str]) -> bool {
    let (mut in_data, mut in_code) = (false, false);
    for part in parts {
        let apart = APART.contains(part) || is_of_tests(part);
        if apart && !(*part == "test" && in_data && !in_code) {
            return true;
        }
        in_code |= CODE.contains(part);
        in_data |= is_data_directory(part);
    }
    false
}

/// Whether the words of a folder's name say that it serves tests: `test_fixtures`, `test_models`. `test_set` is data.
fn is_of_tests(part: &str) -> bool {
    let mut words = part.split(['-', '_', '.']);
    words.next().is_some_and(|first| matches!(first, "test" | "tests"))
        && words.any(|word| matches!(word, "fixture" | "fixtures" | "model" | "models"))
        || part.split(['-', '_', '.']).any(|word| matches!(word, "fixture" | "fixtures"))
}

/// Whether a directory is named as one of data: `data`, `training_data`, `imdb-dataset`.
pub(super) fn is_data_directory(part: &str) -> bool {
    if DATA_DIRECTORIES.contains(&part) {
        return true;
    }
    let words = || part.split(['-', '_', '.']);
    words().next_back().is_some_and(|last| matches!(last, "data" | "dataset" | "datasets" | "corpus" | "corpora"))
        && !words().any(|word| SHOWN.contains(&word) || matches!(word, "test" | "tests" | "fixture"))
}

/// Whether what lies there shows how something is used, as `examples/data` does.
fn is_shown(parts: &[&str]) -> bool {
    parts.iter().any(|part| part.split(['-', '_', '.']).any(|word| SHOWN.contains(&word)))
}

pub(super) fn binary(name: &str, parts: &[&str]) -> Option<Kind> {
    let (stem, extension) = name.rsplit_once('.')?;
    let within = |names: &[&str]| parts.iter().any(|part| names.contains(part));
    // of folders of models and of data around a file, the nearest says what it is
    let nearest = parts.iter().rev().find(|part| MODEL_DIRECTORIES.contains(part) || is_data_directory(part));
    let in_models = nearest.is_some_and(|part| MODEL_DIRECTORIES.contains(part));
    let in_data = || parts.iter().any(|part| is_data_directory(part)) && !is_shown(parts);
    let named_model = [
        "pytorch_model",
        "model",
        "adapter_model",
        "tf_model",
        "flax_model",
        "diffusion_pytorch_model",
        "consolidated",
    ]
    .iter()
    .any(|prefix| stem.starts_with(prefix));
    match extension {
        "safetensors" | "pt" | "pth" | "ckpt" | "gguf" | "ggml" | "onnx" | "keras" | "tflite" | "mlmodel" | "nemo"
        | "llamafile" | "pdparams" => Some(Kind::Weights),
        "bin" | "msgpack" if named_model || in_models => Some(Kind::Weights),
        "pkl" | "pickle" | "joblib" | "npz" | "h5" | "hdf5" | "pb" | "engine" | "mar"
            if named_model || name == "saved_model.pb" || in_models =>
        {
            Some(Kind::Weights)
        }
        // what is packed is what it holds: `model.safetensors.gz`
        "gz" | "zip" | "zst" | "bz2" | "xz" | "lz4" if binary(stem, parts) == Some(Kind::Weights) => {
            Some(Kind::Weights)
        }
        "gz" | "zst" | "bz2" | "xz" if !in_data() => binary(stem, parts),
        "parquet" | "arrow" | "csv" | "tsv" | "jsonl" | "ndjson" | "tfrecord" | "tfrecords" | "feather" | "tar"
            if in_data() || (is_named_as_data(stem, extension) && !within(&OUTPUT) && !is_shown(parts)) =>
        {
            Some(Kind::Data)
        }
        "h5" | "hdf5" | "npy" | "zip" | "zst" | "gz" | "bz2" | "xz" if in_data() => Some(Kind::Data),
        "jpg" | "jpeg" | "png" | "webp" | "bmp" | "tif" | "tiff" | "wav" | "flac" | "mp3" | "ogg" | "opus" | "m4a"
        | "mp4" | "avi" | "mov" | "webm" | "mkv" => {
            let below = parts.iter().skip_while(|part| !is_data_directory(part));
            let is_media = below.into_iter().any(|part| MEDIA_DIRECTORIES.contains(part));
            (is_media && in_data() && !within(&OUTPUT) && !within(&CODE)).then_some(Kind::Media)
        }
        _ => None,
    }
}

/// Names that data has wherever it lies: one shard of many, or a split. `test` and `dev` alone name much else.
fn is_named_as_data(stem: &str, extension: &str) -> bool {
    let digits = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((rest, count)) = stem.rsplit_once("-of-")
        && digits(count)
        && rest.rsplit_once('-').is_some_and(|(_, number)| digits(number))
    {
        return true;
    }
    if extension == "tar" {
        return digits(stem.rsplit(['-', '_']).next().unwrap_or_default());
    }
    let mut words = stem.split(['-', '_', '.']);
    let (first, last) = (words.next().unwrap_or_default(), words.next_back());
    let is_split = |word: &str| matches!(word, "train" | "validation" | "val" | "valid");
    match last {
        None => is_split(first) || (matches!(extension, "parquet" | "arrow") && matches!(first, "test" | "dev")),
        Some(last) => is_split(last) || (is_split(first) && matches!(last, "data" | "dataset" | "set" | "split")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::{Kind, of};
    use crate::change::RepoPath;

    #[test]
    fn knows_data_and_weights_by_names() {
        for (path, expected) in [
            ("data/test/0001.parquet", Some(Kind::Data)),
            ("datasets/imdb/test/reviews.jsonl", Some(Kind::Data)),
            ("tests/data/test/a.csv", None),
            ("src/data/test/a.csv", None),
            ("data/tests/a.csv", None),
            ("training_data/a.csv", Some(Kind::Data)),
            ("imdb-dataset/a.jsonl", Some(Kind::Data)),
            ("sample_data/a.csv", None),
            ("examples/finetune/data/train.jsonl", None),
            ("yi_example_dataset/data/train.jsonl", None),
            ("tests/a.safetensors.gz", None),
            ("metadata/a.csv", None),
            ("train.csv", Some(Kind::Data)),
            ("x_train.csv", Some(Kind::Data)),
            ("train-00000-of-00010.parquet", Some(Kind::Data)),
            ("en/test-00000-of-00001.parquet", Some(Kind::Data)),
            ("train.csv.gz", Some(Kind::Data)),
            ("test.parquet", Some(Kind::Data)),
            ("test.csv", None),
            ("load_test.csv", None),
            ("logs/train.csv", None),
            ("results/val.jsonl", None),
            ("results/table.csv", None),
            ("shards/cc12m-0000.tar", Some(Kind::Data)),
            ("release-1.2.tar", None),
            ("src.tar.gz", None),
            ("data/train/cat/1.jpg", Some(Kind::Media)),
            ("data/images/1.png", Some(Kind::Media)),
            ("datasets/speech/wavs/1.flac", Some(Kind::Media)),
            ("data/logo.png", None),
            ("images/logo.png", None),
            ("src/data/images/icon.png", None),
            ("model.safetensors.gz", Some(Kind::Weights)),
            ("models/best.pt.zip", Some(Kind::Weights)),
            ("data/best.pt.zip", Some(Kind::Weights)),
            ("pytorch_model.bin.xz", Some(Kind::Weights)),
            ("firmware.bin.gz", None),
            ("lib/models/ram/data/tag_list.pickle", None),
            ("data/models/clf.pkl", Some(Kind::Weights)),
            ("test_fixtures/best.pt", None),
            ("test_models/best.pt", None),
            ("tests_fixtures-v2/best.pt", None),
            ("latest_models/best.pt", Some(Kind::Weights)),
            ("data/a.csv.gz", Some(Kind::Data)),
            ("Makefile", None),
            ("data/notes.txt", None),
        ] {
            let found = of(&RepoPath::new(path.as_bytes()).expect("a path"));
            assert_eq!(found, expected, "{path}");
        }
    }
}
