//! `cargo xtask latest FOLDER ADDRESS`: the list of updates of a release, for the packages in a folder.
//!
//! The program reads it to learn what there is. Every signature is checked here as the program will check it: with the
//! key of tauri.conf.json and against the version, so that no list is published that the tills would refuse.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{PublicKey, Signature};
use serde_json::{Value, json};

use crate::process;

/// What all crates and the packages have.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const LIST: &str = "latest.json";
const SIGNATURE: &str = ".sig";

/// Writes the list beside the packages. They will lie at the address, under the names they have here.
pub(crate) fn latest(arguments: &[String]) -> Result<()> {
    let [folder, address] = arguments else { bail!("Say the folder of the packages, and where they will lie.") };
    let key = key()?;
    ensure!(!key.is_empty(), "tauri.conf.json names no key: docs/ADMIN.md, \"Before the first release\"");
    let list = list(Path::new(folder), address, &key)?;
    let file = Path::new(folder).join(LIST);
    fs::write(&file, format!("{list:#}\n")).with_context(|| format!("cannot write {}", file.display()))?;
    println!("{}: {list:#}", file.display());
    Ok(())
}

/// The key by which the program knows its updates; empty where there is none yet.
pub(crate) fn key() -> Result<String> {
    let file = process::root().join("src-tauri/tauri.conf.json");
    let configuration: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
    let key = configuration.pointer("/plugins/updater/pubkey").and_then(Value::as_str);
    Ok(key.with_context(|| format!("{} has no plugins.updater.pubkey", file.display()))?.to_owned())
}

fn list(folder: &Path, address: &str, key: &str) -> Result<Value> {
    ensure!(address.starts_with("https://"), "{address} is not protected on its way");
    let mut platforms = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(package) = name.strip_suffix(SIGNATURE) else { continue };
        let signature = fs::read_to_string(&path)?.trim().to_owned();
        let bytes = fs::read(folder.join(package)).with_context(|| format!("{package} has a signature alone"))?;
        check(key, &signature, &bytes).with_context(|| format!("the program would refuse {package}"))?;
        for platform in platforms_of(package).with_context(|| format!("no system is known for {package}"))? {
            let entry = json!({ "url": format!("{address}/{package}"), "signature": signature });
            ensure!(platforms.insert(platform.clone(), entry).is_none(), "two packages are for {platform}");
        }
    }
    ensure!(!platforms.is_empty(), "no package in {} is signed", folder.display());
    Ok(json!({ "version": VERSION, "notes": format!("{address}/SHA256SUMS"), "platforms": platforms }))
}

/// As the updater does it, whose configuration asks for the version as well.
fn check(key: &str, signature: &str, bytes: &[u8]) -> Result<()> {
    let key = PublicKey::decode(&decoded(key)?)?;
    let signature = Signature::decode(&decoded(signature)?)?;
    key.verify(bytes, &signature, true)?;
    let signed = signature.trusted_comment().split('\t').find_map(|field| field.strip_prefix("version:"));
    ensure!(signed == Some(VERSION), "it is signed for version {signed:?}, and this is {VERSION}");
    Ok(())
}

fn decoded(text: &str) -> Result<String> {
    Ok(String::from_utf8(STANDARD.decode(text)?)?)
}

/// The systems that take a package: by its kind, and the kind that is for whoever has no other.
fn platforms_of(package: &str) -> Option<Vec<String>> {
    const KINDS: [(&str, &str, &str, bool); 6] = [
        (".AppImage", "linux", "appimage", true),
        (".deb", "linux", "deb", false),
        (".rpm", "linux", "rpm", false),
        ("-setup.exe", "windows", "nsis", true),
        (".msi", "windows", "msi", false),
        (".app.tar.gz", "darwin", "app", true),
    ];
    const PROCESSORS: [(&str, &str); 5] =
        [("amd64", "x86_64"), ("x86_64", "x86_64"), ("x64", "x86_64"), ("arm64", "aarch64"), ("aarch64", "aarch64")];
    let (_, system, kind, is_usual) = KINDS.into_iter().find(|(ending, ..)| package.ends_with(ending))?;
    let (_, processor) = PROCESSORS.into_iter().find(|(name, _)| package.contains(name))?;
    let general = format!("{system}-{processor}");
    let special = format!("{general}-{kind}");
    Some(if is_usual { vec![special, general] } else { vec![special] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6IDREMUM3ODQxMUY5ODEzRUMKUldUc0U1Z2ZRWGdjVGFBRU8xR0VDNTBuMzFMeE1HeVRGWXIwL1ZZajRDRGZ6cXhxSTRIS0t2ZGkK";
    /// Of "a package", for version 0.1.0, by a key that was thrown away.
    const SIGNED: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVUc0U1Z2ZRWGdjVFpjWjlIOVdCdHVNMExRR0xqZjhBN3R1V1UrcXZFT2tTUmRwRlYwbkZRZHhYVGFEVWg2TFNqVE1jOWxISHErSTZtTURWa0ZLQTZNQjlMNkMva0xXOXdnPQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk1NDA0MDYzCWZpbGU6cAl2ZXJzaW9uOjAuMS4wCkZHU0RaK05YZUF3S2dzbHAxTmd4SWF3Y3pNSFRRVHFZbWFlYlk3L3BURFI3N3RWYnpDaGRWTFlXYzNYUXZlaE15VDMzRHBYYVYzOURDUDVNeVBmRUFRPT0K";

    #[test]
    fn a_package_is_for_the_system_in_its_name() {
        let of = |name: &str| platforms_of(name).unwrap_or_default().join(" ");
        assert_eq!(of("VayuPOS_0.1.0_amd64.AppImage"), "linux-x86_64-appimage linux-x86_64");
        assert_eq!(of("VayuPOS_0.1.0_amd64.deb"), "linux-x86_64-deb");
        assert_eq!(of("VayuPOS-0.1.0-1.x86_64.rpm"), "linux-x86_64-rpm");
        assert_eq!(of("VayuPOS_0.1.0_x64-setup.exe"), "windows-x86_64-nsis windows-x86_64");
        assert_eq!(of("VayuPOS_0.1.0_x64_en-US.msi"), "windows-x86_64-msi");
        assert_eq!(of("VayuPOS_aarch64.app.tar.gz"), "darwin-aarch64-app darwin-aarch64");
        assert_eq!(of("SHA256SUMS"), "");
    }

    #[test]
    fn a_signature_is_checked_as_the_program_checks_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let package = folder.path().join("VayuPOS_amd64.deb");
        let listed = || list(folder.path(), "https://example.org/v1", KEY).map_err(|error| format!("{error:#}"));
        assert!(listed().is_err(), "there is nothing");
        fs::write(&package, "a package").expect("written");
        fs::write(folder.path().join("VayuPOS_amd64.deb.sig"), SIGNED).expect("written");
        if VERSION == "0.1.0" {
            let list = listed().expect("a list");
            let entry = &list["platforms"]["linux-x86_64-deb"];
            assert_eq!(entry["url"], "https://example.org/v1/VayuPOS_amd64.deb");
            assert_eq!(entry["signature"], SIGNED);
        } else {
            assert!(listed().expect_err("of another version").contains("0.1.0"));
        }
        fs::write(&package, "a package, changed").expect("written");
        assert!(listed().is_err(), "its signature is of other bytes");
        assert!(list(folder.path(), "http://example.org", KEY).is_err());
    }
}
