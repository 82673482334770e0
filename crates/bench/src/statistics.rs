//! The arithmetic of samples.

/// Samples of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Adds a sample.
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Counts the samples.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the mean, NaN without samples.
    pub(crate) fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// Returns the unbiased variance, NaN with fewer than two samples.
    pub(crate) fn variance(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.0.iter().map(|value| (value - mean).powi(2)).sum();
        squares / (self.0.len() as f64 - 1.0)
    }

    /// Returns the median, NaN without samples.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Returns the value below which this share of the samples lies, between 0 and 1, interpolated
    /// between neighbours; NaN without samples.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
        let place = share.clamp(0.0, 1.0) * last as f64;
        let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        below + (above - below) * place.fract()
    }

    /// Returns the samples that aren't above a limit.
    pub(crate) fn up_to(&self, limit: f64) -> Self {
        Self(self.0.iter().copied().filter(|value| *value <= limit).collect())
    }

    /// Puts samples of several kinds together.
    pub(crate) fn pooled<'a>(kinds: impl IntoIterator<Item = &'a Self>) -> Self {
        kinds.into_iter().flat_map(|kind| kind.0.iter().copied()).collect()
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// Returns Welch's t of two kinds of samples (Welch, 1947): how many standard errors their means
/// are apart. Without a difference it is distributed about like a standard normal variable when
/// there are many samples, so beyond ±4.5 in one of 150,000 cases.
pub(crate) fn welch_t(a: &Samples, b: &Samples) -> f64 {
    let error = (a.variance() / a.len() as f64 + b.variance() / b.len() as f64).sqrt();
    (a.mean() - b.mean()) / error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(values: &[f64]) -> Samples {
        values.iter().copied().collect()
    }

    #[test]
    fn welch_gives_the_t_of_the_textbook() {
        // Wikipedia's second example for Welch's test: t = -1.57.
        let a = samples(&[17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8]);
        let b = samples(&[
            21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8, 20.7, 21.7, 21.5, 22.5,
            23.6, 21.5, 22.5, 23.5, 21.5, 21.8,
        ]);
        assert!((welch_t(&a, &b) + 1.57).abs() < 0.005, "{}", welch_t(&a, &b));
        assert!((welch_t(&b, &a) - 1.57).abs() < 0.005);
    }

    #[test]
    fn equal_samples_have_no_difference() {
        let a = samples(&[1.0, 2.0, 3.0]);
        assert!(welch_t(&a, &a).abs() < f64::EPSILON);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let a = samples(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!((a.quantile(0.0), a.median(), a.quantile(1.0)), (1.0, 2.5, 4.0));
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn trimming_leaves_the_limit_itself() {
        let a = samples(&[1.0, 2.0, 3.0]);
        assert_eq!(a.up_to(2.0).len(), 2);
        assert_eq!(Samples::pooled([&a, &a]).len(), 6);
    }
}
