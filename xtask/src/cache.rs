//! Build output that several checkouts share. Cargo takes what is newer than the sources as built from them, and names a package by its
//! place in the workspace: what another checkout built from other sources would pass for ours. So a target folder says which checkout
//! used it last, and a new one makes cargo compile the checkout's own packages again. What comes from registries stays.

use {
    anyhow::{Context, Result},
    std::{
        fs::{self, File},
        io::Read as _,
        path::Path,
    },
};

/// Holds a target folder for one checkout; other checkouts wait until it is dropped, other commands of this one do not.
pub struct Claim {
    _lock: File,
}

/// Claims `target` for the workspace in `folder`.
pub fn claim(target: &Path, folder: &Path) -> Result<Claim> {
    fs::create_dir_all(target).with_context(|| format!("cannot create {}", target.display()))?;
    let path = target.join("checkout");
    let open = || {
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        file.with_context(|| format!("cannot open {}", path.display()))
    };
    let owner = folder.to_string_lossy();
    loop {
        let mut file = open()?;
        file.lock_shared().with_context(|| format!("cannot lock {}", path.display()))?;
        let mut last = String::new();
        file.read_to_string(&mut last)?;
        if last == owner {
            return Ok(Claim { _lock: file });
        }
        file.unlock()?;
        let file = open()?;
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        forget(target, &own_packages(&folder.join("Cargo.lock"))?)?;
        fs::write(&path, owner.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    }
}

/// Packages of the workspace: those that the lock file gives no source.
fn own_packages(lock: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let own = text.split("[[package]]").filter(|package| !package.contains("\nsource = "));
    let name = |package: &str| {
        package
            .lines()
            .find_map(|line| line.strip_prefix("name = "))
            .map(|name| name.trim_matches('"').to_owned())
    };
    Ok(own.filter_map(name).collect())
}

/// Removes what cargo knows of having built these, in every profile.
fn forget(target: &Path, packages: &[String]) -> Result<()> {
    for entry in fs::read_dir(target).with_context(|| format!("cannot list {}", target.display()))? {
        let folder = entry?.path();
        let prints = folder.join(".fingerprint");
        if prints.is_dir() {
            for print in fs::read_dir(&prints)? {
                let print = print?.path();
                let name = print.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if name
                    .rsplit_once('-')
                    .is_some_and(|(package, _)| packages.iter().any(|own| own == package))
                {
                    fs::remove_dir_all(&print).with_context(|| format!("cannot remove {}", print.display()))?;
                }
            }
        } else if folder.is_dir() && folder.join("release").is_dir() {
            forget(&folder, packages)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(target: &Path, name: &str) -> bool {
        target.join("debug/.fingerprint").join(name).is_dir()
    }

    #[test]
    fn another_checkout_compiles_its_own_packages_again_and_nothing_else() {
        let root = std::env::temp_dir().join(format!("breakwater-claim-{}", std::process::id()));
        let (target, one, two) = (root.join("target"), root.join("one"), root.join("two"));
        let lock =
            "[[package]]\nname = \"own-name\"\nversion = \"1\"\n\n[[package]]\nname = \"own\"\nversion = \"1\"\nsource = \"registry\"\n";
        for folder in [&one, &two] {
            fs::create_dir_all(folder).expect("a folder");
            fs::write(folder.join("Cargo.lock"), lock).expect("a lock file");
        }
        let built = |package: &str| fs::create_dir_all(target.join("debug/.fingerprint").join(package)).expect("a fingerprint");
        drop(claim(&target, &one).expect("a claim"));
        for package in ["own-name-0123", "own-4567"] {
            built(package);
        }
        let kept = (
            claim(&target, &one).expect("a claim"),
            claim(&target, &one).expect("a second one beside it"),
        );
        assert!(print(&target, "own-name-0123"), "the same checkout keeps what it built");
        drop(kept);
        drop(claim(&target, &two).expect("a claim"));
        assert_eq!((print(&target, "own-name-0123"), print(&target, "own-4567")), (false, true));
        fs::remove_dir_all(&root).expect("the folder");
    }
}
