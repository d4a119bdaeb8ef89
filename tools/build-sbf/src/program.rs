//! What is to be built: the program's package, as cargo describes it.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::error::{Error, Result};

/// A package with a library of crate type `cdylib`.
#[derive(Debug)]
pub struct Program {
    /// The library's name, which is the ELF's.
    pub name: String,
    pub manifest: PathBuf,
    pub workspace: PathBuf,
}

/// The cargo that called us, or the one on the PATH.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Program {
    pub fn find(manifest: &Path) -> Result<Self> {
        let manifest = manifest
            .canonicalize()
            .ok()
            .filter(|file| file.is_file())
            .ok_or_else(|| Error::ManifestMissing(manifest.to_path_buf()))?;
        let output = Command::new(cargo())
            .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
            .arg(&manifest)
            .output()
            .map_err(Error::io("running", "cargo"))?;
        if !output.status.success() {
            return Err(Error::Metadata(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| Error::Metadata(error.to_string()))?;
        let name = cdylib(&metadata, &manifest).ok_or_else(|| Error::NoProgram(manifest.display().to_string()))?;
        let workspace = metadata["workspace_root"].as_str().unwrap_or(".").into();
        Ok(Self { name, manifest, workspace })
    }
}

fn cdylib(metadata: &Value, manifest: &Path) -> Option<String> {
    let package = metadata["packages"]
        .as_array()?
        .iter()
        .find(|package| package["manifest_path"].as_str().map(Path::new) == Some(manifest))?;
    let target = package["targets"].as_array()?.iter().find(|target| {
        target["crate_types"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
    })?;
    Some(target["name"].as_str()?.replace('-', "_"))
}
