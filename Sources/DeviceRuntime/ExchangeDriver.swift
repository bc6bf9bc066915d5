import BoundedBytes
import CredentialSlots
import DeviceGrant
import HTTPWire

/// Does on a board what a machine asks for, whichever machine it is: the buffers of an exchange, and
/// what is left to send.
struct ExchangeDriver: ~Copyable {
    private var request = Secret<2_560>()
    private var sentCount = 0
    private var received = Secret<1_024>()

    /// What one turn leaves to do.
    enum Turn<Outcome> {
        case goOn
        case wait(until: Instant)
        case display(GrantScreen)
        case finish(Outcome)
        case idle
    }

    mutating func turn<Machine: ExchangingMachine & ~Copyable, SomeBoard: Board & ~Copyable>(
        _ machine: inout Machine, _ action: MachineAction<Machine.Outcome>,
        _ configuration: borrowing ClientConfiguration, on board: inout SomeBoard
    ) -> Turn<Machine.Outcome> {
        switch action {
        case .idle:
            return .idle
        case .wait(let deadline):
            return .wait(until: deadline)
        case .connect(let endpoint, let deadline):
            return connect(&machine, endpoint, configuration, deadline, on: &board)
        case .send(_, let deadline):
            return send(&machine, configuration, deadline, on: &board)
        case .receive(let deadline):
            return receive(&machine, deadline, on: &board)
        case .close:
            board.close()
            machine.transportDidClose(at: board.now())
            return .goOn
        case .display(let screen):
            return .display(screen)
        case .store(let record):
            store(record, of: &machine, on: &board)
            return .goOn
        case .finish(let outcome):
            return .finish(outcome)
        }
    }

    mutating func wipe() {
        request.wipe()
        received.wipe()
    }

    private mutating func connect<
        Machine: ExchangingMachine & ~Copyable, SomeBoard: Board & ~Copyable
    >(
        _ machine: inout Machine, _ name: EndpointName,
        _ configuration: borrowing ClientConfiguration, _ deadline: Instant,
        on board: inout SomeBoard
    ) -> Turn<Machine.Outcome> {
        do throws(TransportFailure) {
            var progress = TransportProgress.later
            try configuration.withEndpoint(name) { (endpoint) throws(TransportFailure) in
                progress = try board.connect(to: endpoint)
            }
            guard progress == .ready else { return .wait(until: deadline) }
            request.wipe()
            sentCount = 0
            machine.transportDidConnect(at: board.now())
        } catch {
            machine.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    private mutating func send<
        Machine: ExchangingMachine & ~Copyable, SomeBoard: Board & ~Copyable
    >(
        _ machine: inout Machine, _ configuration: borrowing ClientConfiguration,
        _ deadline: Instant, on board: inout SomeBoard
    ) -> Turn<Machine.Outcome> {
        if request.isEmpty {
            request.withOutput { output in
                machine.writeRequest(for: configuration, to: &output)
            }
            // Nothing was written: the machine has ended with the reason.
            if request.isEmpty { return .goOn }
        }
        do throws(TransportFailure) {
            let count = try request.withExposedBytes { (bytes) throws(TransportFailure) in
                try board.send(bytes.extracting(sentCount..<bytes.count))
            }
            guard count > 0 else { return .wait(until: deadline) }
            sentCount += count
            if sentCount == request.count {
                request.wipe()
                machine.transportDidSend(at: board.now())
            }
        } catch {
            request.wipe()
            machine.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    private mutating func receive<
        Machine: ExchangingMachine & ~Copyable, SomeBoard: Board & ~Copyable
    >(
        _ machine: inout Machine, _ deadline: Instant, on board: inout SomeBoard
    ) -> Turn<Machine.Outcome> {
        defer { received.wipe() }
        do throws(TransportFailure) {
            let receipt = try received.withOutput { (output) throws(TransportFailure) in
                try board.receive(into: &output)
            }
            switch receipt {
            case .later:
                return .wait(until: deadline)
            case .ended:
                machine.transportDidClose(at: board.now())
                // The peer's end is closed; this side's must be, too.
                board.close()
            case .bytes:
                let now = board.now()
                received.withExposedBytes { machine.receive($0, at: now) }
            }
        } catch {
            machine.transportDidFail(error, at: board.now())
        }
        return .goOn
    }

    private func store<Machine: ExchangingMachine & ~Copyable, SomeBoard: Board & ~Copyable>(
        _ record: GrantRecord, of machine: inout Machine, on board: inout SomeBoard
    ) {
        let now = board.now()
        let wallClockSeconds = board.wallClockSeconds()
        do throws(StorageFailure) {
            var slots = try CredentialSlots(on: &board)
            try machine.forEachRecordPart(at: now, wallClockSeconds: wallClockSeconds) {
                (part) throws(StorageFailure) in try slots.append(part, to: &board)
            }
            try slots.commit(to: &board)
            // What the new record replaces is used up: codes that were redeemed, tokens that were
            // rotated or revoked.
            if record != .codes { try slots.eraseSuperseded(on: &board) }
            machine.recordDidStore(at: board.now())
        } catch {
            board.storageDidFail(error)
            machine.recordDidNotStore(at: board.now())
        }
    }
}
