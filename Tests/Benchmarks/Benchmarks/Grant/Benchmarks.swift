import Benchmark
import Glibc

// One canned grant through our readers, through the whole machine, and through swift-nio and
// Foundation. The three take turns in one measurement, and are compared by the processor time of this
// thread, so that whatever else the machine does weighs on all of them alike.

let benchmarks: @Sendable () -> Void = {
    let readers = BenchmarkMetric.custom("our readers (bytes/s)", polarity: .prefersLarger)
    let machine = BenchmarkMetric.custom("our machine (grants/s)", polarity: .prefersLarger)
    let common = BenchmarkMetric.custom("swift-nio, Foundation (bytes/s)", polarity: .prefersLarger)
    let commonGrants = BenchmarkMetric.custom(
        "swift-nio, Foundation (grants/s)", polarity: .prefersLarger)
    let readersRatio = BenchmarkMetric.custom(
        "theirs : our readers (hundredths)", polarity: .prefersLarger)
    let machineRatio = BenchmarkMetric.custom(
        "theirs : our machine (hundredths)", polarity: .prefersLarger)

    Benchmark(
        "Canned grant of \(CannedGrant.byteCount) bytes",
        configuration: .init(
            metrics: [readers, machine, common, commonGrants, readersRatio, machineRatio],
            warmupIterations: 20, maxDuration: .seconds(10), maxIterations: 300)
    ) { benchmark in
        let ourMachine = try MachineRun()
        let theirs = try CommonRun()
        let grants = 50
        let readerSeconds = try seconds { for _ in 0..<grants { blackHole(try readCannedGrant()) } }
        let machineSeconds = seconds { for _ in 0..<grants { blackHole(ourMachine.play()) } }
        let commonSeconds = try seconds { for _ in 0..<grants { blackHole(try theirs.play()) } }
        precondition(ourMachine.play() == 1_100)
        let theirCount = try theirs.play()
        precondition(theirCount == 1_100)
        let bytes = Double(grants * CannedGrant.byteCount)
        benchmark.measurement(readers, Int(bytes / readerSeconds))
        benchmark.measurement(machine, Int(Double(grants) / machineSeconds))
        benchmark.measurement(common, Int(bytes / commonSeconds))
        benchmark.measurement(commonGrants, Int(Double(grants) / commonSeconds))
        benchmark.measurement(readersRatio, Int(100 * commonSeconds / readerSeconds))
        benchmark.measurement(machineRatio, Int(100 * commonSeconds / machineSeconds))
    }
}

/// The processor time that this thread spends in `work`.
private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = processorSeconds()
    try work()
    return processorSeconds() - start
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
