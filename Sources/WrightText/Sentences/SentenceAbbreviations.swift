// Tables: abbreviations and first words that decide whether a full stop ends a sentence.

/// Words that end in a full stop without ending a sentence; in lower case, without the last stop.
enum SentenceAbbreviations {
    /// Always followed by what they belong to.
    static let beforeName = words(
        """
        dr mr mrs prof lt sgt capt cpt cmdr adm maj rev hon sen gov pres supt messrs mme mlle \
        vs cf e.g eg i.e ie viz approx ca c.f q.v esp resp incl \
        z.b d.h bzw vgl ggf evtl inkl bzgl sog z.t u.u o.g s.o s.u hrn frl dipl hrsg \
        p.ex c.-à-d c.a.d mgr \
        sra srta dra ud uds p.ej d.ª dña excmo ilmo \
        sig sigg sig.ra dott dott.ssa avv geom \
        dhr mevr drs bijv bv d.w.z m.a.w o.a m.b.t \
        exmo f.eks bl.a t.ex d.v.s \
        т.е т.к т.н напр им ул акад проф
        """
    )

    /// Followed by a number or a letter where they do not end a sentence.
    static let beforeNumber = words(
        """
        no nos fig figs eq eqs ref refs sec secs sect ch chap vol vols pp p pg pgs art arts par para app tab ex \
        nr num \
        ver n bd abb abs kap s art aufl jg pág págs núm cap lám pag blz hfst str стр рис табл гл с п № см \
        jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
        """
    )

    /// End a sentence only where a typical first word follows.
    static let anywhere = words(
        """
        ms mm st mt ft hr fr mw gen col rep v env eng ing geb gest inc ltd co corp bros plc llc jr sr esq ph.d \
        m.d b.a m.a u.s u.k u.s.a u.n e.u d.c a.m p.m etc usw u.a u.ä o.ä \
        ecc enz osv m.m mwst gmbh s.a s.l s.p.a ave blvd rd dept univ assn est dist ed eds trans \
        т.д т.п др г гг в вв тыс млн млрд руб коп
        """
    )

    /// Words that begin sentences and seldom a name, in the case of a sentence's first word.
    static let starters: Set<String> = words(
        """
        The A An In It He She They We You This That These Those There Here His Her Its Their Our My However But \
        And So \
        If When While After Before Since Although As At On For From With By To What Why How Who Where Which Then \
        Thus \
        Therefore Moreover Furthermore Also No Yes Not All Some Many Most Both Each Such One Two Is Are Was Were \
        Did Do \
        Der Die Das Ein Eine Er Sie Es Wir Ich Ihr Im In Am An Auf Aus Bei Mit Nach Von Vor Zu Und Aber Oder Doch \
        Wenn \
        Als Da Dies Diese Dieser Dieses Dort Hier Nun So Auch Nur Für Den Dem \
        Le La Les Un Une Il Elle Ils Elles On Nous Vous Ce Cette Ces Dans En Et Mais Pour Par Sur \
        El Los Las Una Él Ella Ellos Este Esta Estos En Y Pero Por Para Con Se Lo Gli I Uno Nel Nella Questo Ma E È \
        O Os Um Uma Ele Ela Mas Het De Een Hij Zij Wij Dit Dat Maar En \
        Он Она Они Оно Мы Вы Это Этот В На Но И А С По За Для После Когда Если Так
        """
    )

    /// Names of months that follow a day's number and a full stop.
    static let months: Set<String> = words(
        """
        Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember \
        januar februar marts mars april maj mai juni juli august september oktober november december desember \
        tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta \
        marraskuuta joulukuuta Jahrhundert Jahrhunderts
        """
    )

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
    }
}
