//! Asking one manager of units over D-Bus.
//!
//! Reading a property makes systemd look at a unit's files if it has not yet; it starts nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use futures_util::future::join_all;
use zbus::Connection;
use zbus::proxy::MethodFlags;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue};

use super::managers::{Bus, Manager};
use super::names;
use crate::collect::contact::{Budget, gap, open};
use crate::model::{Gap, Reason};

const SYSTEMD: &str = "org.freedesktop.systemd1";
const MANAGER: &str = "org.freedesktop.systemd1.Manager";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Looked up by name only: their order means nothing.
pub(super) type Properties = HashMap<String, OwnedValue>;

/// What systemd tells of a unit: as of any, and as of its kind.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(super) name: String,
    pub(super) unit: Properties,
    pub(super) own: Properties,
}

/// Name, description, load, active and sub state, followed unit, path, and a job's id, type, path.
type Listed = (
    String,
    String,
    String,
    String,
    String,
    String,
    OwnedObjectPath,
    u32,
    String,
    OwnedObjectPath,
);

/// All units of engines, and the sockets and services that these name.
pub(crate) async fn read(bus: &Bus, manager: &Manager, budget: &Budget) -> Result<Vec<Raw>, Gap> {
    let whole = async {
        let session = Session::open(&bus.socket, budget).await?;
        let mut paths = session.find(manager).await?;
        let mut read = session.properties(&paths).await;
        let seen: BTreeSet<String> = paths.keys().cloned().collect();
        let mentioned: Vec<String> = read.iter().flat_map(super::convert::partners).collect();
        let more = names::explained(&seen, mentioned.iter());
        paths = session.by_name(more).await?;
        read.extend(session.properties(&paths).await);
        Ok(read)
    };
    budget.within("systemd's units", whole).await?
}

struct Session {
    connection: Connection,
}

impl Session {
    async fn open(bus: &Path, budget: &Budget) -> Result<Self, Gap> {
        let stream = open(&bus.to_string_lossy(), budget).await?;
        let built = zbus::connection::Builder::unix_stream(stream).build();
        let connection = built.await.map_err(|error| refused(&error))?;
        Ok(Self { connection })
    }

    /// The units' object paths by their names.
    async fn find(&self, manager: &Manager) -> Result<BTreeMap<String, OwnedObjectPath>, Gap> {
        let any_state: Vec<String> = Vec::new();
        let loaded = (any_state, names::patterns());
        let (named, loaded) = tokio::join!(
            self.by_name(manager.names.clone()),
            self.list("ListUnitsByPatterns", &loaded)
        );
        let mut found = named?;
        found.extend(there(loaded?));
        Ok(found)
    }

    async fn by_name(
        &self,
        names: BTreeSet<String>,
    ) -> Result<BTreeMap<String, OwnedObjectPath>, Gap> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let names: Vec<String> = names.into_iter().collect();
        Ok(there(self.list("ListUnitsByNames", &names).await?))
    }

    async fn list<B>(&self, method: &str, body: &B) -> Result<Vec<Listed>, Gap>
    where
        B: serde::Serialize + DynamicType,
    {
        let path = "/org/freedesktop/systemd1";
        let answer = self.call(path, MANAGER, method, body).await;
        answer.map_err(|error| refused(&error))
    }

    /// One that goes away meanwhile is left out.
    async fn properties(&self, paths: &BTreeMap<String, OwnedObjectPath>) -> Vec<Raw> {
        let each = paths.iter().map(|(name, path)| self.of_unit(name, path));
        join_all(each).await.into_iter().flatten().collect()
    }

    async fn of_unit(&self, name: &str, path: &OwnedObjectPath) -> Option<Raw> {
        let kind = match name.ends_with(".socket") {
            true => "org.freedesktop.systemd1.Socket",
            false => "org.freedesktop.systemd1.Service",
        };
        let unit = self.all_of(path, "org.freedesktop.systemd1.Unit");
        let (unit, own) = tokio::join!(unit, self.all_of(path, kind));
        Some(Raw {
            name: name.to_owned(),
            unit: unit.ok()?,
            own: own.unwrap_or_default(),
        })
    }

    async fn all_of(&self, path: &OwnedObjectPath, interface: &str) -> zbus::Result<Properties> {
        self.call(path.as_str(), PROPERTIES, "GetAll", &interface)
            .await
    }

    async fn call<B, R>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
    ) -> zbus::Result<R>
    where
        B: serde::Serialize + DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let proxy = zbus::Proxy::new(&self.connection, SYSTEMD, path, interface).await?;
        let flags = MethodFlags::NoAutoStart.into();
        let answer = proxy.call_with_flags(method, flags, body).await?;
        answer.ok_or(zbus::Error::MissingParameter("no reply"))
    }
}

/// systemd lists a name that it was asked for also when there is no such unit.
fn there(listed: Vec<Listed>) -> BTreeMap<String, OwnedObjectPath> {
    let is_there = |unit: &Listed| unit.2 != "not-found" || unit.3 != "inactive";
    let named = listed.into_iter().filter(is_there);
    named.map(|unit| (unit.0, unit.6)).collect()
}

fn refused(error: &zbus::Error) -> Gap {
    let reason = match error {
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner" => Reason::Absent,
            "org.freedesktop.DBus.Error.AccessDenied" => Reason::Denied,
            "org.freedesktop.DBus.Error.UnknownMethod" => Reason::Unsupported,
            _ => Reason::Malformed,
        },
        zbus::Error::Handshake(_) => Reason::Denied,
        zbus::Error::InputOutput(_) => Reason::Refused,
        _ => Reason::Malformed,
    };
    gap(reason, format!("systemd on this bus: {error}"))
}
