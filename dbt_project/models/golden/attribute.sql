{#
    Survivorship: every candidate value of every attribute of every customer, ranked by the attribute's policy
    (seed survivorship_policy), with the reason. The parts of a name follow the name that won, so that no name is
    put together from two records. What a steward set outranks every source.
#}
{{ config(meta={'touched_by': ['customer']}) }}
{%- set places = [1, 2, 3, 4] -%}
with candidates as (

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

rivals as (

    select candidates.*
    from candidates
    inner join contested
        on candidates.customer_id = contested.customer_id and candidates.attribute = contested.attribute

),

frequencies as (

    select
        customer_id,
        attribute,
        value,
        count(*) as frequency
    from rivals
    group by customer_id, attribute, value

),

measured as (

    select
        rivals.customer_id,
        rivals.attribute,
        rivals.value,
        rivals.record_name,
        rivals.source,
        rivals.updated_at,
        rivals.trust,
        rivals.verified,
        rivals.trust as by_trust,
        rivals.is_primary as by_primary,
        rivals.completeness,
        rivals.progress,
        coalesce({{ epoch('rivals.updated_at') }}, 0) as recency,
        -coalesce({{ epoch('rivals.created_at') }}, 253402300800) as earliest,
        length(rivals.value) as longest,
        frequencies.frequency
    from rivals
    inner join frequencies
        on
            rivals.customer_id = frequencies.customer_id
            and rivals.attribute = frequencies.attribute
            and rivals.value = frequencies.value

),

weighed as (

    select
        measured.customer_id,
        measured.attribute,
        measured.value,
        measured.record_name,
        measured.source,
        measured.updated_at,
        measured.trust,
        {{ weight_by('policies.criterion_1', 'measured') }} as weight_1,
        {{ weight_by('policies.criterion_2', 'measured') }} as weight_2,
        {{ weight_by('policies.criterion_3', 'measured') }} as weight_3,
        {{ weight_by('policies.criterion_4', 'measured') }} as weight_4
    from measured
    inner join policies on measured.attribute = policies.attribute

),

best_of_value as (

    select
        *,
        row_number() over (
            partition by customer_id, attribute, value
            order by weight_1 desc, weight_2 desc, weight_3 desc, weight_4 desc, record_name
        ) as place_in_value
    from weighed

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, attribute
            order by weight_1 desc, weight_2 desc, weight_3 desc, weight_4 desc, record_name, value
        ) as value_rank
    from best_of_value
    where place_in_value = 1

),

compared as (

    -- The winner is measured against the runner-up, every other value against the winner.
    select
        *,
        {%- for place in places %}
        coalesce(
            case
                when value_rank = 1
                    then lead(weight_{{ place }}) over (partition by customer_id, attribute order by value_rank)
                else first_value(weight_{{ place }}) over (partition by customer_id, attribute order by value_rank)
            end,
            weight_{{ place }}
        ) as other_{{ place }},
        {%- endfor %}
        count(*) over (partition by customer_id, attribute) as value_count
    from ranked

),

reasoned as (

    select
        compared.customer_id,
        compared.attribute,
        compared.value,
        compared.record_name,
        compared.source,
        compared.value_rank,
        compared.value_rank = 1 as is_winner,
        case
            when compared.value_count = 1 then 'only_value'
            {%- for place in places %}
            when compared.weight_{{ place }} <> compared.other_{{ place }} then policies.criterion_{{ place }}
            {%- endfor %}
            else 'record_name'
        end as reason,
        compared.updated_at,
        compared.trust
    from compared
    inner join policies on compared.attribute = policies.attribute
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
