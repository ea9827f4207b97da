{#
    Survivorship: every candidate value of every attribute of every customer, ranked by the attribute's policy
    (seed survivorship_policy), with the reason. The parts of a name follow the name that won, so that no name is
    put together from two records. What a steward set outranks every source.
#}
{{ config(meta={'touched_by': ['customer']}) }}
{%- set places = [1, 2, 3, 4] -%}
-- Read three times, each time a part: kept in memory whole, the candidates would be spilled to disk.
with candidates as not materialized (

    select * from {{ ref('onefold', 'attribute_candidate') }} where {{ touched('customer') }}

),

policies as (

    select * from {{ ref('survivorship_policy') }}

),

members as (

    select * from {{ ref('onefold', 'customer_member') }} where {{ touched('customer') }}

),

corrections as (

    select
        correction.customer_id,
        correction.attribute,
        correction.value,
        'steward:correction:' || correction.customer_id as record_name,
        'steward' as source,
        cast(correction.corrected_at as timestamp) as updated_at
    from {{ source('audit_input', 'correction') }} as correction
    where correction.customer_id in (select members.customer_id from members)

),

-- Most customers have one candidate for an attribute, which needs no ranking: sorting is what costs here.
contested as (

    select
        customer_id,
        attribute
    from candidates
    group by customer_id, attribute
    having count(*) > 1

),

measured as (

    select
        candidates.customer_id,
        candidates.attribute,
        candidates.value,
        candidates.record_name,
        candidates.source,
        candidates.updated_at,
        candidates.trust,
        candidates.verified,
        candidates.trust as by_trust,
        candidates.is_primary as by_primary,
        candidates.completeness,
        candidates.progress,
        coalesce({{ epoch('candidates.updated_at') }}, 0) as recency,
        -coalesce({{ epoch('candidates.created_at') }}, 253402300800) as earliest,
        length(candidates.value) as longest
    from candidates
    inner join contested
        on candidates.customer_id = contested.customer_id and candidates.attribute = contested.attribute

),

weighed as (

    select
        measured.customer_id,
        measured.attribute,
        measured.value,
        measured.record_name,
        measured.source,
        measured.updated_at,
        {%- for place in places %}
        {{ weight_by('policies.criterion_' ~ place, 'measured') }} as weight_{{ place }},
        {%- endfor %}
        measured.trust
    from measured
    inner join policies on measured.attribute = policies.attribute

),

-- How frequent a value is does not decide which record stands for it.
counted as (

    select
        *,
        count(*) over (partition by customer_id, attribute, value) as frequency,
        row_number() over (
            partition by customer_id, attribute, value
            order by weight_1 desc, weight_2 desc, weight_3 desc, weight_4 desc, record_name
        ) as place_in_value
    from weighed

),

best_of_value as (

    select
        counted.customer_id,
        counted.attribute,
        counted.value,
        counted.record_name,
        counted.source,
        counted.updated_at,
        {%- for place in places %}
        case
            when policies.criterion_{{ place }} = 'frequency' then counted.frequency else counted.weight_{{ place }}
        end as weight_{{ place }},
        {%- endfor %}
        counted.trust
    from counted
    inner join policies on counted.attribute = policies.attribute
    where counted.place_in_value = 1

),

ranked as (

    select
        *,
        {%- for place in places %}
        first_value(weight_{{ place }}) over by_weight as best_{{ place }},
        lead(weight_{{ place }}) over by_weight as next_{{ place }},
        {%- endfor %}
        row_number() over by_weight as value_rank,
        count(*) over (partition by customer_id, attribute) as value_count
    from best_of_value
    window
        by_weight as (
            partition by customer_id, attribute
            order by weight_1 desc, weight_2 desc, weight_3 desc, weight_4 desc, record_name, value
        )

),

-- Once for all attributes and once for names, which are few: not worth keeping.
reasoned as not materialized (

    -- The winner is measured against the runner-up, every other value against the winner.
    select
        ranked.customer_id,
        ranked.attribute,
        ranked.value,
        ranked.record_name,
        ranked.source,
        ranked.value_rank,
        ranked.value_rank = 1 as is_winner,
        case
            when ranked.value_count = 1 then 'only_value'
            {%- for place in places %}
            when
                ranked.weight_{{ place }}
                <> case when ranked.value_rank = 1 then ranked.next_{{ place }} else ranked.best_{{ place }} end
                then policies.criterion_{{ place }}
            {%- endfor %}
            else 'record_name'
        end as reason,
        ranked.updated_at,
        ranked.trust
    from ranked
    inner join policies on ranked.attribute = policies.attribute
    union all
    select
        candidates.customer_id,
        candidates.attribute,
        candidates.value,
        candidates.record_name,
        candidates.source,
        1 as value_rank,
        true as is_winner,
        'only_value' as reason,
        candidates.updated_at,
        candidates.trust
    from candidates
    inner join policies on candidates.attribute = policies.attribute
    left join contested
        on candidates.customer_id = contested.customer_id and candidates.attribute = contested.attribute
    where contested.customer_id is null

),

-- The names that were candidates, of the records that they come from, with the parts of each.
names as (

    select
        reasoned.customer_id,
        reasoned.record_name,
        reasoned.source,
        reasoned.value_rank,
        reasoned.is_winner,
        reasoned.reason = 'only_value' as is_only,
        reasoned.updated_at,
        reasoned.trust,
        members.given_name,
        members.middle_name,
        members.family_name,
        members.legal_form
    from reasoned
    inner join members
        on
            reasoned.customer_id = members.customer_id
            and reasoned.record_name = members.record_name
            and reasoned.value = members.display_name
    where reasoned.attribute = 'display_name'

),

name_parts as (

    {%- for part in ['given_name', 'middle_name', 'family_name', 'legal_form'] %}
    select
        customer_id,
        '{{ part }}' as attribute,
        {{ part }} as value,
        record_name,
        source,
        value_rank,
        is_winner,
        is_only,
        updated_at,
        trust
    from names
    where {{ part }} is not null
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}

),

distinct_name_parts as (

    select
        *,
        row_number() over (partition by customer_id, attribute, value order by value_rank) as place_in_value
    from name_parts
    where not is_only

),

all_attributes as (

    select
        customer_id,
        attribute,
        value,
        record_name,
        source,
        value_rank,
        is_winner,
        reason,
        updated_at,
        trust
    from reasoned
    union all
    select
        customer_id,
        attribute,
        value,
        record_name,
        source,
        value_rank,
        is_winner,
        'part_of_display_name' as reason,
        updated_at,
        trust
    from name_parts
    where is_only
    union all
    select
        customer_id,
        attribute,
        value,
        record_name,
        source,
        row_number() over (partition by customer_id, attribute order by value_rank) as value_rank,
        is_winner,
        'part_of_display_name' as reason,
        updated_at,
        trust
    from distinct_name_parts
    where place_in_value = 1

),

corrected as (

    select
        all_attributes.customer_id,
        all_attributes.attribute,
        all_attributes.value,
        all_attributes.record_name,
        all_attributes.source,
        all_attributes.value_rank + case when corrections.value is null then 0 else 1 end as value_rank,
        all_attributes.is_winner and corrections.value is null as is_winner,
        case when corrections.value is null then all_attributes.reason else 'correction' end as reason,
        all_attributes.updated_at,
        all_attributes.trust
    from all_attributes
    left join corrections
        on
            all_attributes.customer_id = corrections.customer_id
            and all_attributes.attribute = corrections.attribute
    where corrections.value is null or all_attributes.value <> corrections.value
    union all
    select
        customer_id,
        attribute,
        value,
        record_name,
        source,
        1 as value_rank,
        true as is_winner,
        'correction' as reason,
        updated_at,
        100 as trust
    from corrections

)

select
    ---------- ids
    customer_id,
    attribute,
    record_name,
    source,

    ---------- text
    value,
    reason,

    ---------- numerics
    cast(value_rank as bigint) as rank,
    trust,

    ---------- booleans
    is_winner,

    ---------- timestamps
    updated_at
from corrected
