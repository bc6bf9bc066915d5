import BoundedBytes
import CredentialSlots
import DeviceGrant

/// Is told what a person or a program outside the device may know of a grant. The device code and
/// the tokens are not among it.
public protocol GrantObserver: ~Copyable {
    /// The server has given codes (RFC 8628 §3.2). Texts are in printable ASCII; the complete URI
    /// may be empty.
    mutating func codesDidArrive(
        userCode: borrowing Span<UInt8>, verificationURI: borrowing Span<UInt8>,
        verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalMilliseconds: UInt32)

    /// A poll has ended.
    mutating func pollDidEnd(number: UInt32, outcome: PollOutcome, at now: Instant)

    /// The record could not be stored; the grant goes on without it.
    mutating func storageDidFail(_ failure: StorageFailure)
}
