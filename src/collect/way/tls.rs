//! TLS as docker's client speaks it: the server is checked by the context's authority, and the
//! client shows its own certificate. The key is read into memory for the handshake and dropped.

use std::error::Error as StdError;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};

use super::malformed;
use crate::collect::contact::gap;
use crate::collect::grpc::chain;
use crate::model::{Answer, Gap, Reason, Tls};

/// What a connection is made with.
#[derive(Debug)]
pub(super) struct Handshake {
    pub(super) config: Arc<ClientConfig>,
    /// The name in the server's certificate, where that is not the host's.
    pub(super) server_name: Option<String>,
    /// A certificate of the client's own is shown.
    shows_own: bool,
}

/// What a connection with these files is made with.
pub(super) fn client(tls: &Tls) -> Result<Handshake, Gap> {
    // docker shows none where one of the two is not there; buildx fails.
    let is_whole = !is_absent(&tls.cert) && !is_absent(&tls.key);
    let shows_own = is_whole || tls.files.is_some();
    let mut config = config(tls, shows_own)?;
    let files = tls.files.as_ref();
    if files.is_some() {
        // A buildkitd speaks gRPC, whose servers hang up on whoever does not offer HTTP/2.
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    Ok(Handshake {
        config: Arc::new(config),
        server_name: files.and_then(|files| files.server_name.clone()),
        shows_own,
    })
}

fn config(tls: &Tls, shows_own: bool) -> Result<ClientConfig, Gap> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| malformed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(tls, provider)?);
    if !shows_own {
        return Ok(builder.with_no_client_auth());
    }
    let shown = certificates(&tls.cert_file())?;
    let key = tls.key_file();
    let key = PrivateKeyDer::from_pem_file(&key).map_err(|error| unread(&key, error))?;
    builder
        .with_client_auth_cert(shown, key)
        .map_err(|error| malformed(&error))
}

fn verifier(tls: &Tls, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Gap> {
    if !tls.verifies {
        return Ok(Arc::new(Anybody(provider)));
    }
    let mut roots = RootCertStore::empty();
    let authorities = match is_absent(&tls.ca) {
        // docker takes those of the system then.
        true => rustls_native_certs::load_native_certs().certs,
        false => certificates(&tls.ca_file())?,
    };
    roots.add_parsable_certificates(authorities);
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    verifier
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|error| malformed(&error))
}

fn is_absent<T>(file: &Answer<T>) -> bool {
    file.as_gap()
        .is_some_and(|gap| gap.reason == Reason::Absent)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Gap> {
    let all = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    all.map_err(|error| unread(file, error))
}

fn unread(file: &Path, error: tokio_rustls::rustls::pki_types::pem::Error) -> Gap {
    use tokio_rustls::rustls::pki_types::pem::Error as Pem;
    let reason = match &error {
        Pem::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => Reason::Denied,
        _ => Reason::Malformed,
    };
    gap(reason, format!("{}: {error}", file.display()))
}

/// Why no handshake came about. A server that speaks no TLS answers with something else.
pub(super) fn refused(error: &io::Error, tls: &Handshake) -> Gap {
    let broke = || gap(Reason::Refused, format!("TLS: {}", chain(error)));
    blamed(error, tls).unwrap_or_else(broke)
}

/// Why a connection broke, where TLS is what broke it.
pub(super) fn blamed(error: &(dyn StdError + 'static), tls: &Handshake) -> Option<Gap> {
    let cause = cause(error)?;
    let reason = reason(cause, tls);
    let why = match reason {
        Reason::CertExpired => "the time of the server's certificate is over",
        Reason::CertEarly => "the server's certificate is not valid yet: compare the clocks",
        Reason::UnknownCa => "no authority that is trusted here signed the server's certificate",
        Reason::WrongName => "the server's certificate is for another name",
        Reason::WantsCert => "the server wants a certificate of the client, and there is none",
        Reason::CertRejected => "the server does not accept the client's certificate",
        Reason::NoTls => "it answers with something that is not TLS",
        _ => "TLS failed",
    };
    Some(gap(reason, format!("{why} ({cause})")))
}

/// An error of TLS lies in one of I/O, which lies in one of HTTP.
fn cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Error> {
    let inner = error.downcast_ref::<io::Error>();
    let inner = inner.and_then(|error| error.get_ref()?.downcast_ref());
    inner
        .or_else(|| error.downcast_ref())
        .or_else(|| cause(error.source()?))
}

fn reason(error: &Error, tls: &Handshake) -> Reason {
    use CertificateError as Cert;
    match error {
        Error::InvalidCertificate(cert) => match cert {
            Cert::Expired | Cert::ExpiredContext { .. } => Reason::CertExpired,
            Cert::NotValidYet | Cert::NotValidYetContext { .. } => Reason::CertEarly,
            Cert::NotValidForName | Cert::NotValidForNameContext { .. } => Reason::WrongName,
            Cert::UnknownIssuer | Cert::BadSignature => Reason::UnknownCa,
            _ => Reason::Refused,
        },
        Error::InvalidMessage(_) => Reason::NoTls,
        Error::AlertReceived(alert) if is_about_certificate(*alert) => match tls.shows_own {
            true => Reason::CertRejected,
            false => Reason::WantsCert,
        },
        _ => Reason::Refused,
    }
}

/// Go's servers say `bad certificate` of one that is missing, too.
fn is_about_certificate(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError
    )
}

/// Does not check who answers, as the context says (`SkipTLSVerify`), or DOCKER_TLS without
/// DOCKER_TLS_VERIFY.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        tokio_rustls::rustls::crypto::verify_tls12_signature(message, cert, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        tokio_rustls::rustls::crypto::verify_tls13_signature(message, cert, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
