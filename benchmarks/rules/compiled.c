/* The same rules over the same columns, as one would write them by hand: the compiled limit.

   Rows of columns are [signals][vehicles]. Three-valued: 1 true, 0 not known, -1 false. */

void fresh_values(int vehicles, int signals, const double *times, const double *asked,
                  double lasting, signed char *fresh)
{
    for (int s = 0; s < signals; s++)
        for (int v = 0; v < vehicles; v++)
            fresh[s * vehicles + v] = times[s * vehicles + v] > asked[v] - lasting;
}

static void predicate(int vehicles, const float *values, const signed char *fresh, float limit,
                      int above, signed char *restrict said)
{
    if (above)
        for (int v = 0; v < vehicles; v++)
            said[v] = (2 * (values[v] > limit) - 1) * fresh[v];
    else
        for (int v = 0; v < vehicles; v++)
            said[v] = (2 * (values[v] < limit) - 1) * fresh[v];
}

/* Rule r has the predicates from first[r] to before first[r + 1]. */
void judge(int vehicles, int rules, const float *values, const signed char *fresh,
           const int *first, const int *signal, const float *limit, const signed char *above,
           const signed char *any, signed char *scratch, signed char *out)
{
    for (int r = 0; r < rules; r++) {
        signed char *restrict row = out + (long)r * vehicles;
        for (int p = first[r]; p < first[r + 1]; p++) {
            signed char *restrict said = p == first[r] ? row : scratch;
            long column = (long)signal[p] * vehicles;
            predicate(vehicles, values + column, fresh + column, limit[p], above[p], said);
            if (p == first[r])
                continue;
            if (any[r])
                for (int v = 0; v < vehicles; v++)
                    row[v] = row[v] > said[v] ? row[v] : said[v];
            else
                for (int v = 0; v < vehicles; v++)
                    row[v] = row[v] < said[v] ? row[v] : said[v];
        }
    }
}
