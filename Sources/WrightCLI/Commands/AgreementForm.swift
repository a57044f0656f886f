internal import WrightCore
internal import WrightEvaluation

/// How the agreement of several raters is written: alpha with its interval, or why it has none.
enum AgreementForm {
    static func text(_ agreement: KrippendorffAlpha) -> String {
        let absence = agreement.intervalAbsence.map { " (no interval: \(FigureForm.clause($0)))" } ?? ""
        return FigureForm.value(agreement.alpha) + absence
    }

    static func json(_ agreement: KrippendorffAlpha) -> JSONValue {
        let absence = agreement.intervalAbsence.map { [JSONValue.Member("noInterval", .string($0))] } ?? []
        return .object((MetricForm.json(agreement.alpha).object ?? []) + absence)
    }
}
