import BoundedBytes
import CredentialSlots
import DeviceGrant

/// Keeps the tokens of a grant on a board: the driver of ``/DeviceGrant/TokenKeeper``.
public struct KeeperLoop<let tokenCapacity: Int>: ~Copyable {
    /// The machine, for the application's calls.
    public private(set) var keeper = TokenKeeper<tokenCapacity>()

    private var driver = ExchangeDriver()

    /// A loop without tokens; ``restore(on:)`` comes first.
    // As the keeper: made where it stays.
    @inline(__always)
    public init() {}

    /// Takes up the tokens that the board's storage holds.
    ///
    /// - Returns: Whether there are any.
    public mutating func restore<SomeBoard: Board & ~Copyable>(
        on board: inout SomeBoard
    ) -> Bool {
        do throws(StorageFailure) {
            let slots = try CredentialSlots(on: &board)
            try slots.read(from: &board) { keeper.restore($0) }
        } catch {
            board.storageDidFail(error)
            return false
        }
        return keeper.keep(
            at: board.now(), wallClockSeconds: board.wallClockSeconds(), entropy: board.entropy())
    }

    /// Refreshes the access token now, and returns what came of it; nil if there is nothing to
    /// refresh with, or the device was told to stop.
    public mutating func refresh<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> PollOutcome? {
        keeper.refresh(at: board.now())
        while true {
            switch turn(configuration, on: &board) {
            case .goOn, .display: break
            case .wait, .finish, .idle: return keeper.lastRefreshOutcome
            }
        }
    }

    /// Signs out, and returns how that ended; nil if there were no tokens, or the device was told to
    /// stop.
    public mutating func signOut<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> KeeperOutcome? {
        keeper.signOut(at: board.now(), configuration: configuration)
        while true {
            switch turn(configuration, on: &board) {
            case .goOn, .display: break
            case .wait(let deadline):
                if board.wait(until: deadline) == .stop { return nil }
            case .finish(let outcome):
                driver.wipe()
                return outcome
            case .idle: return nil
            }
        }
    }

    /// One turn; waits for the transport itself, and leaves waiting for a time to the caller.
    private mutating func turn<SomeBoard: Board & ~Copyable>(
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> ExchangeDriver.Turn<KeeperOutcome> {
        let action = keeper.poll(at: board.now())
        let turn = driver.turn(&keeper, action, configuration, on: &board)
        switch (action, turn) {
        case (.connect, .wait(let deadline)), (.send, .wait(let deadline)),
            (.receive, .wait(let deadline)):
            return board.wait(until: deadline) == .stop ? .idle : .goOn
        default:
            return turn
        }
    }
}
