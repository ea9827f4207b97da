-- A criterion that weight_by (for consent: consent_weight) does not know would compare nothing, quietly.
with policies as (

    select * from {{ ref('survivorship_policy') }}

),

criteria as (

    {% for place in [1, 2, 3, 4] -%}
    select attribute, criterion_{{ place }} as criterion from policies
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select *
from criteria
where
    criterion is null
    or (attribute = 'consent' and criterion not in ('restrictive', 'recency', 'trust', 'verified', 'longest'))
    or (
        attribute <> 'consent'
        and criterion not in (
            'verified', 'trust', 'primary', 'recency', 'completeness', 'frequency', 'longest', 'progress', 'earliest'
        )
    )
