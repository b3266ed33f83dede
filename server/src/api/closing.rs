//! The sign that the server is to stop, seen by connections and event streams.

use tokio::sync::watch;

/// Gives the sign; it is given too when this is dropped.
#[derive(Debug)]
pub struct Close(watch::Sender<bool>);

/// Waits for the sign.
#[derive(Debug, Clone)]
pub struct Closing(watch::Receiver<bool>);

/// Both ends of the sign.
pub fn closing() -> (Close, Closing) {
    let (sender, receiver) = watch::channel(false);
    (Close(sender), Closing(receiver))
}

impl Close {
    /// Gives the sign.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

impl Closing {
    /// Whether the sign was given.
    pub fn is_given(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Returns when the sign is given.
    pub async fn given(&mut self) {
        // An error is the sender gone, which is the sign too.
        let _ = self.0.wait_for(|given| *given).await;
    }
}
